"""The cards of a group as a printer gets them: five on a page, with codes that open."""

from __future__ import annotations

from itertools import islice
from typing import Any

import pypdfium2  # type: ignore[import-untyped]  # it has no types
import zxingcpp
from playwright.sync_api import expect

FEW = 7  # a page and a part of one
A4 = (595, 842)  # points


def test_cards_are_printed_whole_and_their_codes_open(hand: Any, faults: list[str]) -> None:
    page = hand.page
    hand.is_in("Samir")
    page.goto(f"{hand.demo.url}/groupes/1/cartes")
    boxes = page.locator('input[name="stagiaire"]')
    for box in boxes.all():
        box.uncheck()
    for box in islice(boxes.all(), FEW):
        box.check()
    hand.press("Faire les cartes")
    cards = page.locator(".print-card")
    expect(cards).to_have_count(FEW)
    names = [" ".join(name.split()) for name in page.locator(".face-name").all_inner_texts()]
    found: list[list[str]] = []
    said = ""
    with pypdfium2.PdfDocument(page.pdf(format="A4")) as printed:
        for sheet in printed:
            assert [abs(a - b) < 2 for a, b in zip(sheet.get_size(), A4, strict=True)] == [
                True
            ] * 2
            picture, text = sheet.render(scale=2.5), sheet.get_textpage()
            seen = zxingcpp.read_barcodes(picture.to_numpy())
            found.append(
                [code.text for code in sorted(seen, key=lambda c: c.position.top_left.y)]
            )
            said += text.get_text_range()
            for part in (text, picture, sheet):
                part.close()
    assert [len(codes) for codes in found] == [5, FEW - 5]  # none over the end of a page
    assert all(name in said for name in names)
    codes = [code for sheet in found for code in sheet]
    assert len(set(codes)) == FEW
    page.context.clear_cookies()
    page.goto(codes[-1])
    page.wait_for_url("**/accueil")
    expect(page.locator("h1")).to_contain_text(names[-1].split()[0])
    assert faults == []
