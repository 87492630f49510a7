"""What students answer in the exercises of notebooks 0 to 6, and what they must be told; see test_exercises.py."""

ANSWERS = {
    ("00", "1"): {
        "wrong": [
            ("height = 6", "too small"),
            ("height = -9", "wrong sign"),
            ("height = 3", "square root"),
            ("height = '9'", "without quotes"),
            ("height = 81", "square of"),
        ],
        "right": ["height = 9", "height = 3**2", "height = bowl(3.0)"],
    },
    ("00", "2"): {
        "wrong": [
            ("lr = 0.1", "It arrives after 20 steps; at most 5 are allowed. It never turns back, and crawls"),
            ("lr = 0.25", "It arrives after 7 steps; at most 5 are allowed."),
            ("lr = 0.9", "It bounces, and turns back"),
            ("lr = 1.0", "It bounces"),
            ("lr = 1.05", "is beyond 2/L"),
            ("lr = 0", "It does not move."),
            ("lr = -0.5", "goes uphill"),
        ],
        "right": ["lr = 0.5", "lr = 0.3", "lr = 0.7", "lr = 1 / 2"],
    },
}
