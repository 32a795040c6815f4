package org.sekisho.imap.server;

import java.time.Instant;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.sekisho.imap.SearchKey;
import org.sekisho.imap.SequenceSet;
import org.sekisho.mailbox.Contents;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Message;
import org.sekisho.mailbox.SystemFlag;
import org.sekisho.mailbox.UidSet;
import org.sekisho.search.Progress;
import org.sekisho.search.TextKey;

/// Finds the messages of a view that a search key means (RFC 9051 §6.4.4). What is in memory is asked first, so that
/// texts are looked into only where all else is as it should be. A set is one bit a message. Used by one thread.
final class KeyMatcher {
    private final Dialogue dialogue;
    private final SelectedMailbox mailbox;
    private final Contents view;
    private final Progress progress;
    private final Instant now;

    /// @param progress told of what takes long
    KeyMatcher(Dialogue dialogue, SelectedMailbox mailbox, Progress progress) {
        this.dialogue = dialogue;
        this.mailbox = mailbox;
        this.view = mailbox.view();
        this.progress = progress;
        this.now = dialogue.server().clock().instant();
    }

    /// @return positions
    BitSet find(SearchKey key) {
        BitSet all = new BitSet(view.size() + 1);
        all.set(1, view.size() + 1);
        return find(key, all);
    }

    private BitSet find(SearchKey key, BitSet among) {
        if (among.isEmpty()) {
            return among;
        }
        return switch (key) {
            case SearchKey.All(), SearchKey.SaveDateSupported() -> among;
            case SearchKey.And(var keys) -> all(keys, among);
            case SearchKey.Or(var left, var right) -> {
                BitSet found = (BitSet) find(left, among).clone();
                found.or(find(right, without(among, found)));
                yield found;
            }
            case SearchKey.Not(var inner) -> without(among, find(inner, among));
            case SearchKey.HasFlag(var flag) -> hasFlag(flag, among);
            case SearchKey.Recent() ->
                and(among, MessageSet.of(view, mailbox.recent()).bits());
            case SearchKey.ThreadId _ -> new BitSet();
            case SearchKey.Contains contains -> text(contains, among);
            case SearchKey.HeaderField(var name, var text) -> text(new TextKey.Header(name, text), among);
            case SearchKey.Dated dated -> dated(dated, among);
            case SearchKey.Larger(var octets) -> where(among, message -> message.octets() > octets);
            case SearchKey.Smaller(var octets) -> where(among, message -> message.octets() < octets);
            case SearchKey.Sequence(var set) -> and(among, numbers(set));
            case SearchKey.Uid(var set) ->
                and(among, mailbox.messages(true, set).orElse(MessageSet.EMPTY).bits());
            case SearchKey.Older(var seconds) ->
                where(among, message -> message.internalDate() <= now.getEpochSecond() - seconds);
            case SearchKey.Younger(var seconds) ->
                where(among, message -> message.internalDate() >= now.getEpochSecond() - seconds);
            case SearchKey.ModSeq least -> where(among, message -> message.modSeq() >= least.modSeq());
            case SearchKey.EmailId(var id) -> emailId(id, among);
        };
    }

    private BitSet all(List<SearchKey> keys, BitSet among) {
        BitSet left = among;
        for (SearchKey key :
                keys.stream().sorted(Comparator.comparingInt(KeyMatcher::cost)).toList()) {
            left = find(key, left);
        }
        return left;
    }

    /// Whether the view alone answers it.
    static boolean inMemory(SearchKey key) {
        return cost(key) == 0;
    }

    /// 0: in memory; 1: a row of each message; 2: texts.
    private static int cost(SearchKey key) {
        return switch (key) {
            case SearchKey.And(var keys) ->
                keys.stream().mapToInt(KeyMatcher::cost).max().orElse(0);
            case SearchKey.Or(var left, var right) -> Math.max(cost(left), cost(right));
            case SearchKey.Not(var inner) -> cost(inner);
            case SearchKey.Contains _, SearchKey.HeaderField _ -> 2;
            case SearchKey.EmailId _ -> 1;
            case SearchKey.Dated dated -> dated.kind() == SearchKey.DateKind.SENT ? 1 : 0;
            default -> 0;
        };
    }

    private static BitSet without(BitSet among, BitSet found) {
        BitSet left = (BitSet) among.clone();
        left.andNot(found);
        return left;
    }

    private static BitSet and(BitSet among, BitSet found) {
        found.and(among);
        return found;
    }

    private BitSet where(BitSet among, Predicate<Contents.Cursor> condition) {
        BitSet found = new BitSet(view.size() + 1);
        Contents.Cursor cursor = view.cursor();
        while (cursor.next()) {
            if (among.get(cursor.position()) && condition.test(cursor)) {
                found.set(cursor.position());
            }
        }
        return found;
    }

    private BitSet hasFlag(String word, BitSet among) {
        Optional<SystemFlag> system = FlagsText.system(word);
        return system.isPresent()
                ? where(among, message -> message.flags().has(system.get()))
                : where(among, message -> hasKeyword(message.flags(), word));
    }

    private static boolean hasKeyword(Flags flags, String word) {
        for (String keyword : flags.keywords()) {
            if (keyword.equalsIgnoreCase(word)) {
                return true;
            }
        }
        return false;
    }

    /// Numbers that no message has find nothing.
    private BitSet numbers(SequenceSet set) {
        if (set instanceof SequenceSet.Numbers numbers) {
            BitSet found = new BitSet(view.size() + 1);
            for (SequenceSet.Range range : numbers.ranges(view.size())) {
                if (range.first() <= view.size()) {
                    found.set((int) range.first(), (int) Math.min(range.last(), view.size()) + 1);
                }
            }
            return found;
        }
        return mailbox.messages(false, set).orElse(MessageSet.EMPTY).bits();
    }

    /// Days are those of the dates as we show them, in UTC.
    private BitSet dated(SearchKey.Dated key, BitSet among) {
        return switch (key.kind()) {
            case INTERNAL -> where(among, message -> compares(key, message.internalDate()));
            case SAVED -> where(among, message -> compares(key, message.saveDate()));
            case SENT -> sent(key, among);
        };
    }

    private static boolean compares(SearchKey.Dated key, long seconds) {
        return compares(key, LocalDate.ofEpochDay(Math.floorDiv(seconds, 86_400L)));
    }

    private static boolean compares(SearchKey.Dated key, LocalDate day) {
        return switch (key.comparison()) {
            case BEFORE -> day.isBefore(key.date());
            case ON -> day.equals(key.date());
            case SINCE -> !day.isBefore(key.date());
        };
    }

    /// A message whose Date names no day is on none.
    private BitSet sent(SearchKey.Dated key, BitSet among) {
        BitSet found = new BitSet(view.size() + 1);
        for (MessageSet page : MessageSet.of(among).pages(Mailboxes.PAGE)) {
            UidSet uids = page.uids(view);
            List<Message> rows = dialogue.mailboxes().messages(mailbox.id(), uids, 0, Mailboxes.PAGE);
            dialogue.mailboxes()
                    .eachSummary(
                            mailbox.id(),
                            rows,
                            summary -> summary.keys()
                                    .sent()
                                    .filter(sent -> compares(key, sent.toLocalDate()))
                                    .ifPresent(_ -> found.set(view.positionOf(summary.uid()))));
        }
        return found;
    }

    private BitSet emailId(String id, BitSet among) {
        return rows(among, message -> ObjectIds.email(message).equals(id));
    }

    private BitSet rows(BitSet among, Predicate<Message> condition) {
        BitSet found = new BitSet(view.size() + 1);
        for (MessageSet page : MessageSet.of(among).pages(Mailboxes.PAGE)) {
            UidSet uids = page.uids(view);
            for (Message message : dialogue.mailboxes().messages(mailbox.id(), uids, 0, Mailboxes.PAGE)) {
                if (condition.test(message)) {
                    found.set(view.positionOf(message.uid()));
                }
            }
        }
        return found;
    }

    /// RFC 9051 §6.4.4: FROM, SUBJECT and so on are header fields.
    private BitSet text(SearchKey.Contains key, BitSet among) {
        TextKey text = switch (key.place()) {
            case BODY -> new TextKey.Body(key.text());
            case TEXT -> new TextKey.Text(key.text());
            case BCC, CC, FROM, SUBJECT, TO -> new TextKey.Header(key.place().name(), key.text());
        };
        return text(text, among);
    }

    private BitSet text(TextKey key, BitSet among) {
        UidSet uids = MessageSet.of(among).uids(view);
        UidSet found = dialogue.server().texts().find(mailbox.id(), key, uids, progress);
        return MessageSet.of(view, found).bits();
    }
}
