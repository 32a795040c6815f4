package org.sekisho.imap.server;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.sekisho.imap.Command;
import org.sekisho.imap.PartialRange;
import org.sekisho.imap.SearchKey;
import org.sekisho.imap.SearchResult;
import org.sekisho.imap.SearchReturn;
import org.sekisho.imap.SearchReturn.Option;
import org.sekisho.imap.SequenceSet;
import org.sekisho.imap.Tag;
import org.sekisho.imap.ThreadAlgorithm;
import org.sekisho.imap.ThreadTree;
import org.sekisho.mailbox.Contents;
import org.sekisho.mailbox.UidSet;
import org.sekisho.search.Ordering;
import org.sekisho.search.SortOrder;

/// SORT and THREAD (RFC 5256, RFC 5957); SORT also with what ESEARCH returns, in the order found (ESORT, RFC 5267 §3).
final class SortCommand {
    private final Dialogue dialogue;
    private final SelectedMailbox mailbox;
    private final Contents view;
    private final Ordering ordering;
    private final Tag tag;
    private final InProgress progress;

    SortCommand(Dialogue dialogue, SelectedMailbox mailbox, Tag tag) {
        this.dialogue = dialogue;
        this.mailbox = mailbox;
        this.view = mailbox.view();
        this.ordering = dialogue.server().ordering();
        this.tag = tag;
        this.progress = new InProgress(dialogue, tag);
    }

    Completion sort(Command.Sort command) {
        boolean byModSeq = SearchCommand.asksModSeq(command.key());
        if (byModSeq) {
            dialogue.user().enable(Feature.CONDSTORE); // RFC 7162 §3.1
        }
        long[] uids = ordering.sort(mailbox.id(), order(command), found(command.key()), progress);
        if (command.returns().isEmpty()) {
            long[] numbers = numbers(uids, command.uid());
            dialogue.responses().sort(Arrays.stream(numbers).iterator(), modSeq(byModSeq, uids));
        } else {
            extended(command.uid(), uids, command.returns().get(), byModSeq);
        }
        return SearchCommand.found(mailbox, false, "sorted " + uids.length);
    }

    Completion thread(Command.Thread command) {
        if (command.algorithm() == ThreadAlgorithm.REFS) {
            return Completion.bad("there is no such algorithm");
        }
        Ordering.Threading threading = command.algorithm() == ThreadAlgorithm.REFERENCES
                ? Ordering.Threading.REFERENCES
                : Ordering.Threading.ORDEREDSUBJECT;
        long[] uids = found(command.key());
        dialogue.responses()
                .thread(ordering.thread(mailbox.id(), threading, uids, progress)
                        .build((uid, answers) -> new ThreadTree(number(uid, command.uid()), answers)));
        return SearchCommand.found(mailbox, false, "threaded " + uids.length);
    }

    /// @return UIDs, ascending
    private long[] found(SearchKey key) {
        return new KeyMatcher(dialogue, mailbox, progress)
                .find(key).stream().mapToLong(view::uidAt).toArray();
    }

    private static SortOrder order(Command.Sort command) {
        return new SortOrder(command.sortKeys().stream()
                .map(key -> new SortOrder.Key(
                        SortOrder.Criterion.valueOf(key.criterion().name()), key.reverse()))
                .toList());
    }

    private long number(long uid, boolean asUid) {
        return asUid || uid == 0 ? uid : view.positionOf(uid);
    }

    private long[] numbers(long[] uids, boolean asUids) {
        return asUids
                ? uids
                : Arrays.stream(uids).map(uid -> view.positionOf(uid)).toArray();
    }

    private OptionalLong modSeq(boolean asked, long[] uids) {
        return asked
                ? Arrays.stream(uids)
                        .map(uid -> view.modSeqAt(view.positionOf(uid)))
                        .max()
                : OptionalLong.empty();
    }

    /// The lowest and the highest are the first and the last in the order asked for.
    private void extended(boolean asUids, long[] uids, SearchReturn returns, boolean byModSeq) {
        long[] reported = SearchCommand.endsOnly(returns) ? ends(uids, returns) : uids;
        if (returns.has(Option.SAVE)) {
            mailbox.save(UidSet.of(Arrays.stream(reported).sorted().toArray()));
        }
        boolean onlySaved = returns.options().equals(Set.of(Option.SAVE))
                && returns.partial().isEmpty();
        if (onlySaved) {
            return;
        }
        long[] numbers = numbers(uids, asUids);
        boolean any = numbers.length > 0;
        OptionalLong min = any && returns.has(Option.MIN) ? OptionalLong.of(numbers[0]) : OptionalLong.empty();
        OptionalLong max =
                any && returns.has(Option.MAX) ? OptionalLong.of(numbers[numbers.length - 1]) : OptionalLong.empty();
        OptionalLong count = returns.has(Option.COUNT) ? OptionalLong.of(numbers.length) : OptionalLong.empty();
        Optional<SequenceSet.Numbers> all = returns.has(Option.ALL) ? inOrder(numbers) : Optional.empty();
        Optional<SearchResult.Page> page =
                returns.partial().map(range -> new SearchResult.Page(range, inOrder(slice(numbers, range))));
        dialogue.responses()
                .esearch(tag, asUids, new SearchResult(min, max, count, all, page, modSeq(byModSeq, reported)));
    }

    private static long[] ends(long[] uids, SearchReturn returns) {
        if (uids.length == 0) {
            return uids;
        }
        long first = uids[0];
        long last = uids[uids.length - 1];
        boolean both = returns.has(Option.MIN) && returns.has(Option.MAX) && first != last;
        return both ? new long[] {first, last} : new long[] {returns.has(Option.MIN) ? first : last};
    }

    /// RFC 9394 §3.1, RFC 5267 §4.4.
    private static long[] slice(long[] numbers, PartialRange page) {
        long from = page.fromEnd() ? numbers.length - page.last() : page.first() - 1;
        long to = page.fromEnd() ? numbers.length - page.first() + 1 : page.last();
        int first = Math.clamp(from, 0, numbers.length);
        return Arrays.copyOfRange(numbers, first, Math.clamp(to, first, numbers.length));
    }

    private static Optional<SequenceSet.Numbers> inOrder(long[] numbers) {
        SequenceSet.Builder builder = new SequenceSet.Builder();
        for (long number : numbers) {
            builder.append(number);
        }
        return builder.isEmpty() ? Optional.empty() : Optional.of(builder.build());
    }
}
