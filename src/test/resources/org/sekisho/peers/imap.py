"""A day's work with Python's imaplib: HOST PORT USER PASSWORD. STARTTLS, then what a mail program does. Ends with "all good"."""
import datetime, imaplib, re, ssl, sys, time

imaplib._MAXLINE = 10_000_000
host, port, user, password = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE


def good(answer):
    kind, data = answer
    assert kind == "OK", answer
    return data


def log_in():
    m = imaplib.IMAP4(host, port)
    assert "STARTTLS" in m.capabilities, m.capabilities
    good(m.starttls(context))
    good(m.login(user, password))
    good(m.capability())
    return m


def message(number, body="hello"):
    return (
        f"From: Böb <bob{number}@elsewhere.test>\r\nTo: alice@example.test\r\nSubject: number {number}\r\n"
        f"Message-ID: <py-{number}@elsewhere.test>\r\nDate: Tue, {1 + number % 28:02d} Sep 2026 08:00:00 +0000\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body} {number}\r\n"
    ).encode()


one, two = log_in(), log_in()

# Folders: names with spaces, quotes, other scripts; renamed with what is below them
for name in ("work", "work/2026", '"two words"', '"with \\"quotes\\""', "&ZeVnLIqe-"):
    good(one.create(name))
names = b"\n".join(good(one.list()))
for expected in (b"work", b"2026", b"two words", b"&ZeVnLIqe-", b"INBOX"):
    assert expected in names, (expected, names)
good(one.rename("work", "office"))
names = b"\n".join(good(one.list()))
assert re.search(rb'"?office/2026"?', names) and b"work" not in names, names
good(one.subscribe("office"))
assert b"office" in b"\n".join(good(one.lsub())), "LSUB"
assert one.create("office")[0] == "NO", "a mailbox twice"
assert one.delete("nowhere")[0] == "NO"
good(one.delete('"two words"'))

# Messages: appended with flags and dates, read back octet for octet
date = imaplib.Time2Internaldate(datetime.datetime(2020, 2, 29, 12, 0, 0, tzinfo=datetime.timezone.utc))
for i in range(20):
    good(one.append("office", r"(\Seen)" if i % 2 else "", date, message(i)))
good(one.append("office", r"(\Flagged keyword)", None, message(99, "日本語" * 30_000)))
assert good(one.select("office")) == [b"21"]
fetched = good(one.fetch("21", "(RFC822.SIZE BODY.PEEK[])"))
assert fetched[0][1] == message(99, "日本語" * 30_000), "the large message came back otherwise"
assert f"RFC822.SIZE {len(message(99, '日本語' * 30_000))}".encode() in fetched[0][0], fetched[0][0]
flags = good(one.fetch("1:*", "(UID FLAGS INTERNALDATE)"))
assert len(flags) == 21
assert b"\\Seen" in flags[1] and b"\\Seen" not in flags[0], flags[:2]
assert re.search(rb"29-Feb-2020 (?:\d\d):00:00", flags[0]), flags[0]
envelope = good(one.fetch("3", "(ENVELOPE BODYSTRUCTURE)"))[0]
assert b"number 2" in (envelope if isinstance(envelope, bytes) else envelope[0]), envelope

# Searching
assert good(one.search(None, "UNSEEN")) == [b" ".join(b"%d" % n for n in list(range(1, 21, 2)) + [21])]
assert good(one.search(None, "SUBJECT", '"number 7"')) == [b"8"]
assert good(one.search(None, "KEYWORD", "keyword")) == [b"21"]
one.literal = "日本語".encode()
assert good(one.search("UTF-8", "BODY")) == [b"21"]
assert good(one.search(None, "BEFORE", "1-Mar-2020", "NOT", "SEEN"))[0].split()[0] == b"1"
assert good(one.uid("SEARCH", "NOT", "1:20")) == [good(one.uid("SEARCH", "21"))[0]]
if "SORT" in one.capabilities:
    assert good(one.sort("REVERSE SUBJECT", "UTF-8", "ALL"))[0].split()[0] == b"21"
if "THREAD=REFERENCES" in one.capabilities:
    assert good(one.thread("REFERENCES", "UTF-8", "ALL"))[0].count(b"(") == 21

# Two sessions see one another
assert good(two.select("office")) == [b"21"]
good(one.store("1:3", "+FLAGS", r"(\Flagged)"))
good(two.noop())
assert len([x for x in two.untagged_responses.get("FETCH", []) if b"\\Flagged" in x]) == 3, two.untagged_responses
two.untagged_responses.clear()
good(one.store("5", "+FLAGS.SILENT", r"(\Deleted)"))
assert good(one.expunge()) == [b"5"]
good(two.noop())
assert two.untagged_responses.get("EXPUNGE") == [b"5"], two.untagged_responses
two.untagged_responses.clear()
good(one.append("office", None, None, message(50)))
good(two.noop())
assert two.untagged_responses.get("EXISTS")[-1] == b"21", two.untagged_responses

# Copies and moves carry flags, dates and contents along
copied = good(one.copy("1:2", '"with \\"quotes\\""'))
if "UIDPLUS" in one.capabilities:
    assert b"COPYUID" in copied[0], copied
if "MOVE" in one.capabilities:
    good(one.uid("MOVE", "1", "&ZeVnLIqe-"))
    assert good(one.select("&ZeVnLIqe-")) == [b"1"]
    moved = good(one.fetch("1", "(FLAGS INTERNALDATE BODY.PEEK[])"))
    assert b"\\Flagged" in moved[0][0] and b"29-Feb-2020" in moved[0][0] and moved[0][1] == message(0), moved
good(one.select('"with \\"quotes\\""', readonly=True))
one.store("1", "+FLAGS", r"(\Seen)")
good(one.select('"with \\"quotes\\""', readonly=True))
assert b"\\Seen" not in good(one.fetch("1", "(FLAGS)"))[0], "STORE in a mailbox that was opened read-only"
assert b"MESSAGES 2" in good(two.status('"with \\"quotes\\""', "(MESSAGES UIDNEXT UIDVALIDITY UNSEEN)"))[0]

# What the RFC forbids is refused, and the session lives on
for bad in (lambda: one.fetch("0", "(FLAGS)"), lambda: one.fetch("1:", "(FLAGS)"), lambda: one.fetch("1", "(NONSENSE)")):
    try:
        assert bad()[0] != "OK"
    except imaplib.IMAP4.error as e:
        assert "BAD" in str(e), e
good(one.noop())

# IDLE by hand: imaplib has none before Python 3.14
if "IDLE" in two.capabilities:
    good(two.select("office"))
    tag = two._new_tag()
    two.send(tag + b" IDLE\r\n")
    assert two.readline().startswith(b"+")
    good(one.append("office", None, None, message(60)))
    two.sock.settimeout(20)
    line = two.readline()
    while b"EXISTS" not in line:
        assert line.startswith(b"*"), line
        line = two.readline()
    two.send(b"DONE\r\n")
    line = two.readline()
    while not line.startswith(tag):
        line = two.readline()
    assert line.startswith(tag + b" OK"), line

good(one.unselect() if hasattr(one, "unselect") and "UNSELECT" in one.capabilities else one.noop())
assert one.logout()[0] == "BYE" and two.logout()[0] == "BYE"
print("all good")
