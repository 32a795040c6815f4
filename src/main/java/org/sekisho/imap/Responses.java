package org.sekisho.imap;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PrimitiveIterator;

/// Prints responses, each a whole line or more. RFC 9051 §7 and extensions. FETCH has a printer of its own:
/// [FetchResponse]. Used by one thread; make a new one when the session enables something.
public final class Responses {
    private static final char SEPARATOR = '/';

    private final ResponseBuffer buffer;
    private final boolean unicode;

    public Responses(ResponseBuffer buffer, ParserMode mode) {
        this.buffer = buffer;
        this.unicode = mode.unicode();
    }

    /// The answer that ends a command.
    public void tagged(Tag tag, Condition condition, String text) {
        tagged(tag, condition, Optional.empty(), text);
    }

    public void tagged(Tag tag, Condition condition, ResponseCode code, String text) {
        tagged(tag, condition, Optional.of(code), text);
    }

    public void tagged(Tag tag, Condition condition, Optional<ResponseCode> code, String text) {
        buffer.ascii(tag.value());
        status(condition, code, text);
    }

    public void untagged(Condition condition, String text) {
        untagged(condition, Optional.empty(), text);
    }

    public void untagged(Condition condition, ResponseCode code, String text) {
        untagged(condition, Optional.of(code), text);
    }

    public void untagged(Condition condition, Optional<ResponseCode> code, String text) {
        buffer.octet('*');
        status(condition, code, text);
    }

    private void status(Condition condition, Optional<ResponseCode> code, String text) {
        buffer.space().ascii(condition.name()).space();
        code.ifPresent(known -> {
            new ResponseCodePrinter(buffer, unicode).print(known);
            buffer.space();
        });
        if (code.isEmpty() && text.startsWith("[")) {
            buffer.ascii("- "); // what looks like a code is none
        }
        buffer.humanText(text, unicode).crlf();
    }

    /// `+ …`: go on with the literal or with IDLE.
    public void continuation(String text) {
        buffer.ascii("+ ").humanText(text, unicode).crlf();
    }

    /// `+ …` of AUTHENTICATE; nothing but a space for an empty challenge.
    /// @param challenge base64
    public void challenge(String challenge) {
        buffer.ascii("+ ").ascii(challenge).crlf();
    }

    private ResponseBuffer line(String word) {
        return buffer.ascii("* ").ascii(word);
    }

    private void wordList(String word, Iterable<String> words) {
        line(word);
        words.forEach(each -> buffer.space().ascii(each));
        buffer.crlf();
    }

    public void capability(List<String> capabilities) {
        wordList("CAPABILITY", capabilities);
    }

    public void enabled(List<String> capabilities) {
        wordList("ENABLED", capabilities);
    }

    /// RFC 2971.
    /// @param fields empty: NIL
    public void id(Map<String, String> fields) {
        line("ID ");
        if (fields.isEmpty()) {
            buffer.ascii("NIL").crlf();
            return;
        }
        char before = '(';
        for (Map.Entry<String, String> field : fields.entrySet()) {
            buffer.octet(before).string(field.getKey(), unicode).space().string(field.getValue(), unicode);
            before = ' ';
        }
        buffer.octet(')').crlf();
    }

    public void exists(long messages) {
        buffer.ascii("* ").number(messages).ascii(" EXISTS\r\n");
    }

    /// RFC 3501.
    public void recent(long messages) {
        buffer.ascii("* ").number(messages).ascii(" RECENT\r\n");
    }

    public void expunge(long number) {
        buffer.ascii("* ").number(number).ascii(" EXPUNGE\r\n");
    }

    /// RFC 7162 §3.2.10.
    /// @param earlier they were gone before the client asked
    public void vanished(boolean earlier, SequenceSet.Numbers uids) {
        line(earlier ? "VANISHED (EARLIER) " : "VANISHED ").set(uids).crlf();
    }

    /// Flags that messages of the mailbox may have.
    public void flags(List<String> flags) {
        line("FLAGS ").flags(flags).crlf();
    }

    public void list(ListResponse mailbox) {
        listed("LIST ", mailbox);
    }

    /// RFC 3501.
    public void lsub(ListResponse mailbox) {
        listed("LSUB ", mailbox);
    }

    private void listed(String word, ListResponse mailbox) {
        line(word).flags(mailbox.attributes()).ascii(" \"").octet(SEPARATOR).ascii("\" ");
        buffer.mailbox(mailbox.name(), unicode);
        boolean extended = mailbox.oldName().isPresent() || !mailbox.childInfo().isEmpty();
        if (extended) {
            buffer.ascii(" (");
            mailbox.oldName()
                    .ifPresent(old ->
                            buffer.ascii("\"OLDNAME\" (").mailbox(old, unicode).octet(')'));
            if (!mailbox.childInfo().isEmpty()) {
                childInfo(mailbox);
            }
            buffer.octet(')');
        }
        buffer.crlf();
    }

    private void childInfo(ListResponse mailbox) {
        buffer.ascii(mailbox.oldName().isPresent() ? " \"CHILDINFO\" (" : "\"CHILDINFO\" (");
        String between = "";
        for (ListSelection option : mailbox.childInfo()) {
            buffer.ascii(between).octet('"').ascii(option.text()).octet('"');
            between = " ";
        }
        buffer.octet(')');
    }

    /// LIST "" "": the separator, and the root of the reference. RFC 9051 §6.3.9.
    public void listRoot(String root) {
        line("LIST (\\Noselect) \"")
                .octet(SEPARATOR)
                .ascii("\" ")
                .mailbox(root, unicode)
                .crlf();
    }

    /// A prefix ends in the separator when it is not empty. RFC 2342, RFC 9051 §7.3.2.
    public void namespace(List<String> personal, List<String> otherUsers, List<String> shared) {
        line("NAMESPACE ");
        prefixes(personal);
        buffer.space();
        prefixes(otherUsers);
        buffer.space();
        prefixes(shared);
        buffer.crlf();
    }

    private void prefixes(List<String> prefixes) {
        if (prefixes.isEmpty()) {
            buffer.ascii("NIL");
            return;
        }
        buffer.octet('(');
        for (String prefix : prefixes) {
            buffer.octet('(').string(unicode ? prefix : ModifiedUtf7.encode(prefix), unicode);
            buffer.ascii(" \"").octet(SEPARATOR).ascii("\")");
        }
        buffer.octet(')');
    }

    /// @param values in the order of the map; without MAILBOXID
    /// @param mailboxId RFC 8474, when it was asked for
    public void status(String mailbox, Map<StatusItem, Long> values, Optional<String> mailboxId) {
        line("STATUS ").mailbox(mailbox, unicode).ascii(" (");
        String between = "";
        for (Map.Entry<StatusItem, Long> value : values.entrySet()) {
            buffer.ascii(between).ascii(value.getKey().text()).space().number(value.getValue());
            between = " ";
        }
        if (mailboxId.isPresent()) {
            buffer.ascii(between).ascii("MAILBOXID (").ascii(mailboxId.get()).octet(')');
        }
        buffer.octet(')').crlf();
    }

    /// RFC 3501 §7.2.5.
    /// @param modSeq RFC 7162 §3.1.5; not when nothing is found
    public void search(PrimitiveIterator.OfLong numbers, OptionalLong modSeq) {
        found("SEARCH", numbers, modSeq);
    }

    /// RFC 5256 §4.
    public void sort(PrimitiveIterator.OfLong numbers, OptionalLong modSeq) {
        found("SORT", numbers, modSeq);
    }

    private void found(String word, PrimitiveIterator.OfLong numbers, OptionalLong modSeq) {
        line(word);
        while (numbers.hasNext()) {
            buffer.space().number(numbers.nextLong());
        }
        modSeq.ifPresent(highest -> buffer.ascii(" (MODSEQ ").number(highest).octet(')'));
        buffer.crlf();
    }

    /// RFC 9051 §7.3.4.
    public void esearch(Tag tag, boolean uid, SearchResult result) {
        line("ESEARCH (TAG ").string(tag.value(), unicode).octet(')');
        if (uid) {
            buffer.ascii(" UID");
        }
        number(" MIN ", result.min());
        number(" MAX ", result.max());
        number(" COUNT ", result.count());
        result.all().ifPresent(all -> buffer.ascii(" ALL ").set(all));
        result.partial().ifPresent(this::page);
        number(" MODSEQ ", result.modSeq());
        buffer.crlf();
    }

    private void number(String before, OptionalLong number) {
        number.ifPresent(value -> buffer.ascii(before).number(value));
    }

    private void page(SearchResult.Page page) {
        buffer.ascii(" PARTIAL (").ascii(page.range().toString()).space();
        page.found().ifPresentOrElse(buffer::set, () -> buffer.ascii("NIL"));
        buffer.octet(')');
    }

    /// RFC 5256 §4.
    public void thread(List<ThreadTree> threads) {
        line("THREAD");
        if (!threads.isEmpty()) {
            buffer.space();
        }
        new ThreadPrinter(buffer).print(threads);
        buffer.crlf();
    }

    /// RFC 4314 §3.6.
    public void acl(String mailbox, Map<String, Rights> rights) {
        line("ACL ").mailbox(mailbox, unicode);
        rights.forEach((identifier, each) ->
                buffer.space().astring(identifier, unicode).space().astring(each.letters(), unicode));
        buffer.crlf();
    }

    /// RFC 4314 §3.7.
    /// @param required always granted
    /// @param optional sets that are granted together
    public void listRights(String mailbox, String identifier, Rights required, List<Rights> optional) {
        line("LISTRIGHTS ").mailbox(mailbox, unicode).space().astring(identifier, unicode);
        buffer.space().astring(required.letters(), unicode);
        optional.forEach(set -> buffer.space().astring(set.letters(), unicode));
        buffer.crlf();
    }

    /// RFC 4314 §3.8.
    public void myRights(String mailbox, Rights rights) {
        line("MYRIGHTS ")
                .mailbox(mailbox, unicode)
                .space()
                .astring(rights.letters(), unicode)
                .crlf();
    }

    /// RFC 9208 §4.2.
    public void quota(String root, List<QuotaUse> uses) {
        line("QUOTA ").astring(root, unicode).ascii(" (");
        String between = "";
        for (QuotaUse use : uses) {
            buffer.ascii(between).ascii(use.resource()).space().number(use.usage());
            buffer.space().number(use.limit());
            between = " ";
        }
        buffer.octet(')').crlf();
    }

    /// RFC 9208 §4.2.2.
    public void quotaRoot(String mailbox, List<String> roots) {
        line("QUOTAROOT ").mailbox(mailbox, unicode);
        roots.forEach(root -> buffer.space().astring(root, unicode));
        buffer.crlf();
    }

    /// RFC 5464 §4.4.1.
    /// @param mailbox empty for the server
    /// @param entries one or more
    public void metadata(String mailbox, List<MetadataEntry> entries) {
        line("METADATA ").mailbox(mailbox, unicode).space();
        char before = '(';
        for (MetadataEntry entry : entries) {
            buffer.octet(before).astring(entry.name(), unicode).space();
            entry.value().ifPresentOrElse(value -> buffer.anyOctets(value, unicode), () -> buffer.ascii("NIL"));
            before = ' ';
        }
        buffer.octet(')').crlf();
    }

    /// RFC 5464 §4.4.2: they have changed, whatever they are now.
    public void metadataChanged(String mailbox, List<String> entries) {
        line("METADATA ").mailbox(mailbox, unicode);
        entries.forEach(entry -> buffer.space().astring(entry, unicode));
        buffer.crlf();
    }
}
