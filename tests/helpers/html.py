"""A page of HTML, taken apart."""

from html.parser import HTMLParser


class Read(HTMLParser):
    """What stands in a page: the elements with their attributes, and the words."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.inside, self.words, self.folded = [], [], [], []
        self.html = html
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "br", "input", "hr", "link"):
            self.inside.append(tag)

    def handle_endtag(self, tag):
        while tag in self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if not {"script", "style"} & {*self.inside}:
            (self.folded if "details" in self.inside else self.words).append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]

    def said(self):
        return " ".join("".join(self.words).split())
