#!/usr/bin/env python3
"""Set the texts of pages as French is: in strings given to gettext, in templates and code.

Typographic apostrophe; a no-break space before : ; ? ! % € and inside « ». Nothing else.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
CALL = re.compile(r"\b(?:_|N_|ngettext|gettext)\(")
TRANS = re.compile(r"({% trans\b[^%]*%})(.*?)({% endtrans %})", re.DOTALL)
NBSP = "\u00a0"


def mended(text: str) -> str:
    """The text with French spaces and apostrophes."""
    text = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    text = re.sub(r"(?<=\S) (?=(?:[:;?!»€]|%(?!\())(?:\s|$|[.,)«\u00a0]))", NBSP, text)
    text = re.sub(r"« (?=\S)", f"«{NBSP}", text)
    return re.sub(r"(?<=\S) »", f"{NBSP}»", text)


def in_calls(source: str) -> str:
    """The source with the string literals of its gettext calls mended."""
    out, place = [], 0
    for call in CALL.finditer(source):
        if call.start() < place:
            continue
        out.append(source[place : call.end()])
        place, depth = call.end(), 1
        while depth and place < len(source):
            char = source[place]
            literal = re.match(r"(['\"])((?:\\.|(?!\1).)*)\1", source[place:])
            if literal:
                quote, text = literal.groups()
                # In a literal quoted with ', an apostrophe is the end of it or is escaped.
                out.append(quote + mended(text) + quote)
                place += literal.end()
                continue
            depth += (char == "(") - (char == ")")
            out.append(char)
            place += 1
    return "".join([*out, source[place:]])


def main() -> None:
    """Mend every template and module, and name those that changed."""
    files = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "platform/palier").rglob("*.py")]
    for file in sorted(files):
        source = file.read_text("utf-8")
        result = in_calls(source)
        if file.suffix == ".html":
            result = TRANS.sub(lambda m: m[1] + mended(m[2]) + m[3], result)
        if result != source:
            file.write_text(result, "utf-8")
            sys.stdout.write(f"{file.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
