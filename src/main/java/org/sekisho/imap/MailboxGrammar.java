package org.sekisho.imap;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.address.SyntaxError;

/// The arguments of commands about mailboxes: LIST, SELECT, CREATE, STATUS, quotas and rights. RFC 9051 §6.3.
final class MailboxGrammar {
    private static final int MAX_PATTERNS = 1000; // each is tried on each name

    private final CommandScanner scanner;

    MailboxGrammar(CommandScanner scanner) {
        this.scanner = scanner;
    }

    /// RFC 9051 §6.3.9, RFC 5258 §6.
    Command list() {
        Set<ListSelection> selection = EnumSet.noneOf(ListSelection.class);
        boolean selects = scanner.at('(');
        if (selects) {
            scanner.list(() -> selection.add(selectionOption(scanner.word("a selection option"))));
            scanner.space();
        }
        if (selection.contains(ListSelection.RECURSIVEMATCH)
                && !selection.contains(ListSelection.SUBSCRIBED)
                && !selection.contains(ListSelection.SPECIAL_USE)) {
            throw new SyntaxError("RECURSIVEMATCH needs another selection option"); // RFC 9051 §6.3.9.1
        }
        String reference = scanner.mailbox();
        scanner.space();
        var patterns = new ArrayList<String>();
        boolean several = scanner.at('(');
        if (several) {
            scanner.fullList("a pattern", () -> {
                if (patterns.size() == MAX_PATTERNS) {
                    throw new SyntaxError("more than " + MAX_PATTERNS + " patterns");
                }
                patterns.add(scanner.listMailbox());
            });
        } else {
            patterns.add(scanner.listMailbox());
        }
        boolean returns = scanner.skip(' ');
        ListReturn told = returns ? listReturn() : ListReturn.NONE;
        return new Command.ListMailboxes(selection, reference, patterns, told, selects || several || returns);
    }

    private static ListSelection selectionOption(String word) {
        for (ListSelection option : ListSelection.values()) {
            if (option.text().equals(word)) {
                return option;
            }
        }
        throw new SyntaxError("there is no selection option " + word);
    }

    private ListReturn listReturn() {
        if (!scanner.skipWord("RETURN")) {
            throw scanner.expected("RETURN");
        }
        scanner.space();
        var words = new ArrayList<String>();
        var status = new ArrayList<StatusItem>();
        var metadata = new ArrayList<String>();
        scanner.list(() -> {
            String word = scanner.word("a return option");
            words.add(word);
            switch (word) {
                case "STATUS" -> {
                    scanner.space();
                    status.addAll(statusItems());
                }
                case "METADATA" -> {
                    scanner.space();
                    scanner.fullList("an entry", () -> metadata.add(MetadataGrammar.entry(scanner)));
                }
                case "SUBSCRIBED", "CHILDREN", "SPECIAL-USE", "MYRIGHTS" -> {}
                default -> throw new SyntaxError("there is no return option " + word);
            }
        });
        return new ListReturn(
                words.contains("SUBSCRIBED"),
                words.contains("CHILDREN"),
                words.contains("SPECIAL-USE"),
                words.contains("MYRIGHTS"),
                status,
                metadata);
    }

    Command lsub() {
        String reference = scanner.mailbox();
        scanner.space();
        return new Command.Lsub(reference, scanner.listMailbox());
    }

    Command status() {
        String mailbox = scanner.mailbox();
        scanner.space();
        return new Command.Status(mailbox, statusItems());
    }

    private List<StatusItem> statusItems() {
        var items = new ArrayList<StatusItem>();
        scanner.fullList("a status item", () -> {
            StatusItem item = statusItem(scanner.word("a status item"));
            if (!items.contains(item)) {
                items.add(item);
            }
        });
        return items;
    }

    private static StatusItem statusItem(String word) {
        for (StatusItem item : StatusItem.values()) {
            if (item.text().equals(word)) {
                return item;
            }
        }
        throw new SyntaxError("there is no status item " + word);
    }

    /// RFC 6154 §3.
    Command create() {
        String mailbox = scanner.mailbox();
        var use = new ArrayList<String>();
        if (scanner.skip(' ')) {
            scanner.expect('(');
            if (!scanner.skipWord("USE")) {
                throw scanner.expected("USE");
            }
            scanner.space();
            scanner.list(() -> {
                scanner.expect('\\');
                use.add("\\" + scanner.atom("a special use"));
            });
            scanner.expect(')');
        }
        return new Command.Create(mailbox, use);
    }

    Command select(boolean readOnly) {
        String mailbox = scanner.mailbox();
        return new Command.Select(mailbox, readOnly, scanner.skip(' ') ? parameters() : SelectParameters.NONE);
    }

    private SelectParameters parameters() {
        var words = new ArrayList<String>();
        var known = new ArrayList<SelectParameters.QResync>();
        scanner.fullList("a parameter", () -> {
            String word = scanner.word("a parameter");
            words.add(word);
            switch (word) {
                case "CONDSTORE" -> {}
                case "QRESYNC" -> {
                    scanner.space();
                    known.add(qresync());
                }
                default -> throw new SyntaxError("there is no parameter " + word);
            }
        });
        return new SelectParameters(words.contains("CONDSTORE"), known.stream().findFirst());
    }

    /// RFC 7162 §3.2.5: `(uidvalidity modseq [known-uids] [(sequences uids)])`.
    private SelectParameters.QResync qresync() {
        scanner.expect('(');
        long uidValidity = scanner.nzNumber();
        scanner.space();
        long modSeq = scanner.number64();
        Optional<SequenceSet.Numbers> known = Optional.empty();
        Optional<SelectParameters.SequenceMatch> match = Optional.empty();
        boolean more = scanner.skip(' ');
        if (more && !scanner.at('(')) {
            known = Optional.of(withoutStar());
            more = scanner.skip(' ');
        }
        if (more) {
            scanner.expect('(');
            SequenceSet.Numbers sequences = withoutStar();
            scanner.space();
            match = Optional.of(new SelectParameters.SequenceMatch(sequences, withoutStar()));
            scanner.expect(')');
        }
        scanner.expect(')');
        return new SelectParameters.QResync(uidValidity, modSeq, known, match);
    }

    private SequenceSet.Numbers withoutStar() {
        SequenceSet.Numbers numbers = scanner.numbers();
        if (numbers.hasStar()) {
            throw new SyntaxError("* is not known before the mailbox is selected");
        }
        return numbers;
    }

    Command rename() {
        String from = scanner.mailbox();
        scanner.space();
        return new Command.Rename(from, scanner.mailbox());
    }

    Command setQuota() {
        String root = scanner.astring("a quota root");
        scanner.space();
        Map<String, Long> limits = new LinkedHashMap<>();
        scanner.list(() -> {
            String resource = scanner.atom("a resource").toUpperCase(Locale.ROOT);
            scanner.space();
            limits.put(resource, scanner.number64());
        });
        return new Command.SetQuota(root, Collections.unmodifiableMap(limits));
    }

    Command setAcl() {
        String mailbox = scanner.mailbox();
        scanner.space();
        String identifier = scanner.astring("an identifier");
        scanner.space();
        String rights = scanner.astring("rights");
        return switch (rights.isEmpty() ? ' ' : rights.charAt(0)) {
            case '+' -> new Command.SetAcl(mailbox, identifier, StoreFlags.Mode.ADD, new Rights(rights.substring(1)));
            case '-' ->
                new Command.SetAcl(mailbox, identifier, StoreFlags.Mode.REMOVE, new Rights(rights.substring(1)));
            default -> new Command.SetAcl(mailbox, identifier, StoreFlags.Mode.REPLACE, new Rights(rights));
        };
    }

    Command deleteAcl() {
        String mailbox = scanner.mailbox();
        scanner.space();
        return new Command.DeleteAcl(mailbox, scanner.astring("an identifier"));
    }

    Command listRights() {
        String mailbox = scanner.mailbox();
        scanner.space();
        return new Command.ListRights(mailbox, scanner.astring("an identifier"));
    }
}
