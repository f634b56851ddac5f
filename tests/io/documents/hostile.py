"""Broken and hostile files by name: what the file holds, what must be said, how much survives."""

import zlib
from dataclasses import dataclass

RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>{}</channel></rss>'
ITEM = "<item><title>Truce {0}</title><description>Both met on day {0}.</description></item>"
MAIL = b"From: Press <press@mod.example>\nSubject: Truce\nDate: Fri, 02 May 2031 14:05:00 +0200\n"
PAGE = "<html><head><title>Truce</title></head><body><article>{}</article></body></html>"
WORDS = "<p>Ruritania will send up to 400 engineers to the lake once a truce holds.</p>"


def pdf(*pages, extra=b"", stream=None):
    """A PDF by hand: one page for each text; `stream` replaces the pages' content."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(len(pages))), len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, text in enumerate(pages):
        shown = b" ".join(b"(%s) Tj 0 -14 Td" % line.encode() for line in text.split("\n"))
        content = b"BT /F1 12 Tf 40 700 Td %s ET" % shown if text else b""
        head = b"<< /Length %d >>" % len(content)
        if stream is not None:
            content, head = stream, b"<< /Length %d /Filter /FlateDecode >>" % len(stream)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * n)
        )
        objects.append(b"%s\nstream\n%s\nendstream" % (head, content))
    body, offsets = b"%PDF-1.4\n", []
    for n, held in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (n, held)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
    return body + trailer % (len(objects) + 1, extra, start)


def encrypted():
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf("Secret words."))))
    writer.encrypt("a password", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def bomb():
    """A content stream that swells to 400 MB."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(b" " * 1_000_000) for _ in range(400)) + packer.flush()


def nested_mail(depth):
    mail = MAIL + b"Content-Type: text/plain\n\nDeep words.\n"
    for n in range(depth):
        head = MAIL + b'Content-Type: multipart/mixed; boundary="b%d"\n\n' % n
        mail = head + b"--b%d\nContent-Type: message/rfc822\n\n%s\n--b%d--\n" % (n, mail, n)
    return mail


BILLION = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
    + RSS.format("<item><title>&j;</title></item>").partition("?>")[2]
)


@dataclass(frozen=True, kw_only=True)
class Case:
    """`said` stands in one of the Problems (none where it is empty); `documents` survive, and
    `kept` stands in the text of the first.
    """

    name: str
    data: bytes
    said: str = ""
    documents: int = 0
    kept: str = ""


CASES = [
    # plain text
    Case(name="empty.txt", data=b"", said="is empty"),
    Case(name="blank.txt", data=b" \n\t\r\n", said="is empty"),
    Case(name="mark-only.txt", data=b"\xef\xbb\xbf", documents=1, said="byte order mark"),
    Case(name="nul.txt", data=b"one\ntwo\0three", said="nul.txt:2: error: holds NUL"),
    Case(name="cp1251.txt", data="Перемирие\nдержится".encode("cp1251"), said="not UTF-8 text"),
    Case(name="broken.txt", data=b"one\ntwo \xff three", said="broken.txt:2: error: is not UTF-8"),
    Case(name="cut.txt", data="Київ".encode()[:-1], said="not UTF-8 text"),
    Case(
        name="mark.txt",
        data="\ufeffA truce.".encode(),
        documents=1,
        said="byte order mark",
        kept="\ufeffA",
    ),
    Case(
        name="wide.txt",
        data="A truce holds.".encode("utf-16"),
        documents=1,
        said="is UTF-16",
        kept="A truce",
    ),
    Case(
        name="wide-be.md",
        data=b"\xfe\xff" + "A truce.".encode("utf-16-be"),
        documents=1,
        said="is UTF-16",
        kept="A truce.",
    ),
    Case(
        name="wider.txt",
        data=b"\xff\xfe\0\0" + "A truce.".encode("utf-32-le"),
        documents=1,
        said="is UTF-32",
        kept="A truce.",
    ),
    Case(name="half-wide.txt", data=b"\xff\xfeA", said="isn't UTF-16"),
    Case(name="lone.txt", data=b"\xff\xfe\x00\xd8", said="isn't UTF-16"),
    Case(name="surrogate.txt", data=b"\xed\xa0\x80", said="not UTF-8 text"),
    Case(name="really.txt", data=pdf("Words."), said="is a PDF by its first bytes"),
    Case(name="office.txt", data=b"PK\x03\x04rest", said="office document"),
    Case(name="rich.txt", data=b"{\\rtf1 words}", said="rich text"),
    Case(name="packed.md", data=b"\x1f\x8b\x08rest", said="gzip"),
    Case(name="long.txt", data=b"word " * 500_000, said="more than 2,000,000 characters"),
    Case(name="carriage.txt", data=b"one\r\ntwo\rthree", documents=1, kept="one\r\ntwo\rthree"),
    # names
    Case(name="letter.docx", data=b"PK\x03\x04", said=".docx files are not read"),
    Case(name="noname", data=b"words", said="has no suffix"),
    Case(name="table.csv", data=b"a,b", said="read are .txt, .md"),
    Case(name="LOUD.TXT", data=b"A truce.", documents=1, kept="A truce."),
    # web pages
    Case(name="page.html", data=PAGE.format(WORDS).encode(), documents=1, kept="400 engineers"),
    Case(name="nothing.html", data=b"<html><body></body></html>", said="no text"),
    Case(
        name="script.html",
        data=PAGE.format(f"<script>alert('x')</script>{WORDS}").encode(),
        documents=1,
        kept="Ruritania",
    ),
    Case(name="deep.html", data=b"<div>" * 200_000 + b"words" + b"</div>" * 200_000, said=""),
    Case(name="bytes.html", data=bytes(range(256)) * 50, said=""),
    Case(
        name="unclosed.html",
        data=b"<html><body><p>Ruritania will send engineers to the lake.<p>And",
        documents=1,
        kept="engineers",
    ),
    Case(
        name="entity.html",
        data=b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>Words &x; of a truce.</p>',
        documents=1,
        kept="Words",
    ),
    Case(
        name="attributes.html",
        data=b"<p " + b"a=1 " * 100_000 + b">Words of a truce here.</p>",
        said="",
    ),
    # PDF
    Case(
        name="good.pdf",
        data=pdf("The truce holds.\nBoth sides met."),
        documents=1,
        kept="The truce holds.",
    ),
    Case(name="not.pdf", data=b"words, no PDF", said="is no PDF"),
    Case(name="head.pdf", data=b"%PDF-1.7\n", said="damaged PDF"),
    Case(name="cut.pdf", data=pdf("The truce holds.")[:300], said="cut.pdf"),
    Case(name="picture.pdf", data=pdf(""), said="OCR"),
    Case(
        name="half.pdf",
        data=pdf("The truce holds.", ""),
        documents=1,
        said="1 of 2 pages hold no text",
        kept="truce",
    ),
    Case(name="locked.pdf", data=encrypted(), said="is encrypted"),
    Case(name="bomb.pdf", data=pdf("x", stream=bomb()), said="error"),
    Case(
        name="loop.pdf",
        data=pdf("The truce.").replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"),
        said="error",
    ),
    Case(name="many.pdf", data=pdf("x").replace(b"/Count 1", b"/Count 9"), said=""),
    # mail
    Case(
        name="good.eml", data=MAIL + b"\nThe truce\nholds.\n", documents=1, kept="The truce holds."
    ),
    Case(name="none.eml", data=b"just words\nwithout headers", said="is no mail"),
    Case(name="noise.eml", data=bytes(range(1, 256)) * 20, said="is no mail"),
    Case(name="empty.eml", data=MAIL + b"\n", said="holds no text"),
    Case(
        name="charset.eml",
        data=MAIL + b"Content-Type: text/plain; charset=no-such\n\nWords.\n",
        said="",
    ),
    Case(
        name="quoted.eml",
        data=MAIL + b"\nYes.\n> They attacked.\n",
        documents=1,
        said="quoted from an earlier mail",
        kept="Yes.",
    ),
    Case(name="nested.eml", data=nested_mail(40), said="holds no text"),
    Case(
        name="headers.eml",
        data=b"From: \xff\xfe<<<@@\nSubject: =?utf-8?b?!!!?=\nDate: never\n\nWords.\n",
        documents=1,
        kept="Words.",
    ),
    Case(
        name="attached.eml",
        data=MAIL
        + b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nWords.\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename="a.pdf"\n\nx\n--b--\n',
        documents=1,
        said="the attachment a.pdf is not read",
        kept="Words.",
    ),
    Case(
        name="page.eml",
        data=MAIL
        + b"Content-Type: text/html\n\n<p>The truce <b>holds</b>.</p><script>x</script>\n",
        documents=1,
        kept="The truce holds.",
    ),
    Case(
        name="box.mbox",
        data=b"From a\n" + MAIL + b"\nOne.\n\nFrom b\n" + MAIL + b"\nTwo.\n",
        documents=2,
        kept="One.",
    ),
    Case(name="not.mbox", data=b"words", said="is no mailbox"),
    Case(
        name="part.mbox",
        data=b"From a\n\nwords\n\nFrom b\n" + MAIL + b"\nTwo.\n",
        documents=1,
        said="is no mail",
        kept="Two.",
    ),
    Case(
        name="crowd.mbox",
        data=b"".join(b"From a\n" + MAIL + b"\nx\n\n" for _ in range(2001)),
        said="2,001 mails",
    ),
    # feeds
    Case(
        name="good.rss",
        data=RSS.format(ITEM.format(1) + ITEM.format(2)).encode(),
        documents=2,
        kept="Truce 1\n\nBoth met on day 1.",
    ),
    Case(name="none.xml", data=b"<a><b>words</b></a>", said="no RSS or Atom feed"),
    Case(name="words.xml", data=b"words", said="no RSS or Atom feed"),
    Case(name="bare.rss", data=RSS.format("").encode(), said="has no entries"),
    Case(name="billion.xml", data=BILLION.encode(), said="declares entities"),
    Case(name="billion-wide.xml", data=BILLION.encode("utf-16"), said="declares entities"),
    Case(
        name="outside.atom",
        data=b'<?xml version="1.0"?><!DOCTYPE x [<!entity e SYSTEM "file:///etc/passwd">]><feed/>',
        said="declares entities",
    ),
    Case(
        name="cut.rss",
        data=RSS.format(ITEM.format(1) + ITEM.format(2)).encode()[:-60],
        documents=2,
        said="not well-formed",
        kept="Truce 1",
    ),
    Case(name="crowd.rss", data=RSS.format(ITEM.format(1) * 2001).encode(), said="2,001 entries"),
    Case(
        name="deep.rss",
        data=RSS.format("<item>" + "<a>" * 50_000 + "</a>" * 50_000 + "</item>").encode(),
        said="",
    ),
    Case(
        name="empty-entry.rss",
        data=RSS.format("<item></item>" + ITEM.format(2)).encode(),
        documents=1,
        said="holds no text",
        kept="Truce 2",
    ),
]
