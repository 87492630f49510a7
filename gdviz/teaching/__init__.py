"""Teaching: guesses before the answer, and what is said of a student's work. It uses ``engine`` and ``live``."""
