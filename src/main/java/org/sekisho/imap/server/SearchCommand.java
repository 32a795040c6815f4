package org.sekisho.imap.server;

import java.io.IOException;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.stream.LongStream;
import org.sekisho.imap.Command;
import org.sekisho.imap.ResponseCode.Plain;
import org.sekisho.imap.SearchKey;
import org.sekisho.imap.SearchResult;
import org.sekisho.imap.SearchReturn;
import org.sekisho.imap.SearchReturn.Option;
import org.sekisho.imap.SequenceSet;
import org.sekisho.imap.Tag;
import org.sekisho.mailbox.Contents;
import org.sekisho.mailbox.UidSet;

/// SEARCH and UID SEARCH (RFC 9051 §6.4.4, RFC 3501 §6.4.4, RFC 7162 §3.1.5, RFC 9394).
final class SearchCommand {
    private static final SearchReturn ALL = new SearchReturn(Set.of(Option.ALL), Optional.empty());

    private final Dialogue dialogue;
    private final SelectedMailbox mailbox;
    private final Contents view;
    private final Tag tag;

    SearchCommand(Dialogue dialogue, SelectedMailbox mailbox, Tag tag) {
        this.dialogue = dialogue;
        this.mailbox = mailbox;
        this.view = mailbox.view();
        this.tag = tag;
    }

    Completion run(Command.Search command) throws IOException {
        boolean byModSeq = asksModSeq(command.key());
        if (byModSeq) {
            dialogue.user().enable(Feature.CONDSTORE); // RFC 7162 §3.1
        }
        BitSet found = new KeyMatcher(dialogue, mailbox, new InProgress(dialogue, tag)).find(command.key());
        Optional<SearchReturn> returns = command.returns()
                .or(() -> dialogue.user().has(Feature.IMAP4REV2) ? Optional.of(ALL) : Optional.empty());
        OptionalLong modSeq = byModSeq && !found.isEmpty() ? highest(found, returns) : OptionalLong.empty();
        if (returns.isEmpty()) {
            dialogue.responses().search(numbers(found, command.uid()), modSeq);
        } else {
            extended(command.uid(), found, returns.get(), modSeq);
        }
        return found(mailbox, KeyMatcher.inMemory(command.key()), "found " + found.cardinality());
    }

    /// RFC 5530 §3: gone messages may be missing in what was found.
    /// @param sure whether it was found by what the view knows
    static Completion found(SelectedMailbox mailbox, boolean sure, String text) {
        return sure || !mailbox.lacksSome() ? Completion.ok(text) : Completion.ok(Plain.EXPUNGEISSUED, text);
    }

    /// Whether the answer tells the highest modification sequence (RFC 7162 §3.1.5).
    static boolean asksModSeq(SearchKey key) {
        return switch (key) {
            case SearchKey.ModSeq _ -> true;
            case SearchKey.And(var keys) -> keys.stream().anyMatch(SearchCommand::asksModSeq);
            case SearchKey.Or(var left, var right) -> asksModSeq(left) || asksModSeq(right);
            case SearchKey.Not(var inner) -> asksModSeq(inner);
            default -> false;
        };
    }

    /// Of those that are reported (RFC 7162 §3.1.10).
    private OptionalLong highest(BitSet found, Optional<SearchReturn> returns) {
        BitSet reported = found;
        if (returns.isPresent() && endsOnly(returns.get())) {
            reported = new BitSet();
            reported.set(found.nextSetBit(0), returns.get().has(Option.MIN));
            if (returns.get().has(Option.MAX)) {
                reported.set(found.length() - 1);
            }
        }
        return reported.stream().mapToLong(view::modSeqAt).max();
    }

    static boolean endsOnly(SearchReturn returns) {
        return (returns.has(Option.MIN) || returns.has(Option.MAX))
                && !returns.has(Option.ALL)
                && !returns.has(Option.COUNT)
                && returns.partial().isEmpty();
    }

    private PrimitiveIterator.OfLong numbers(BitSet found, boolean uid) {
        return stream(found, uid).iterator();
    }

    private LongStream stream(BitSet found, boolean uid) {
        return uid ? found.stream().mapToLong(view::uidAt) : found.stream().asLongStream();
    }

    private void extended(boolean uid, BitSet found, SearchReturn returns, OptionalLong modSeq) {
        MessageSet all = MessageSet.of(found);
        boolean any = !all.isEmpty();
        if (returns.has(Option.SAVE)) {
            mailbox.save(saved(all, returns));
        }
        boolean onlySaved = returns.options().equals(Set.of(Option.SAVE))
                && returns.partial().isEmpty();
        if (onlySaved) {
            return; // RFC 9051 §6.4.4: nothing to tell
        }
        OptionalLong min =
                any && returns.has(Option.MIN) ? OptionalLong.of(number(all.min(), uid)) : OptionalLong.empty();
        OptionalLong max =
                any && returns.has(Option.MAX) ? OptionalLong.of(number(all.max(), uid)) : OptionalLong.empty();
        OptionalLong count = returns.has(Option.COUNT) ? OptionalLong.of(all.size()) : OptionalLong.empty();
        Optional<SequenceSet.Numbers> numbers =
                any && returns.has(Option.ALL) ? Optional.of(set(all, uid)) : Optional.empty();
        Optional<SearchResult.Page> page = returns.partial().map(range -> {
            MessageSet part = all.partial(range);
            return new SearchResult.Page(range, part.isEmpty() ? Optional.empty() : Optional.of(set(part, uid)));
        });
        dialogue.responses().esearch(tag, uid, new SearchResult(min, max, count, numbers, page, modSeq));
    }

    private long number(int position, boolean uid) {
        return uid ? view.uidAt(position) : position;
    }

    private SequenceSet.Numbers set(MessageSet messages, boolean uid) {
        return uid ? Sets.numbers(messages.uids(view)) : messages.numbers();
    }

    /// RFC 9051 §6.4.4.1: with MIN and MAX alone, only these are kept.
    private UidSet saved(MessageSet all, SearchReturn returns) {
        if (!endsOnly(returns) || all.isEmpty()) {
            return all.uids(view);
        }
        MessageSet.Builder kept = new MessageSet.Builder();
        if (returns.has(Option.MIN)) {
            kept.add(all.min());
        }
        if (returns.has(Option.MAX)) {
            kept.add(all.max());
        }
        return kept.build().uids(view);
    }
}
