package org.sekisho.search;

import java.util.Arrays;
import java.util.List;

/// REFERENCES: threads by who answers whom, and by subject where that is not known. RFC 5256 §3. Without recursion, so
/// that the depth of a thread does not matter; what it finds hangs on nothing but the messages. Used by one thread.
final class ReferenceThreads {
    private static final int NONE = ReferenceLinks.NONE;
    private static final SortOrder BY_DATE = new SortOrder(List.of(new SortOrder.Key(SortOrder.Criterion.DATE, false)));

    private final KeyTable table;
    private final int[] rows;
    private final ReferenceLinks links;
    private final int messages; // nodes below are messages, those from here on dummies
    private int nodes;
    private int[] parents; // as in the result
    private int[] ranks; // of a message by sent date; of a dummy, that of its first child
    private int[] tops; // messages and dummies without parent
    private int topCount;

    private ReferenceThreads(KeyTable table, int[] rows) {
        this.table = table;
        this.rows = rows;
        this.links = ReferenceLinks.of(table, rows); // step 1
        this.messages = rows.length;
        this.nodes = links.nodes();
        this.parents = new int[nodes];
        this.ranks = new int[nodes];
        this.tops = new int[messages];
        Arrays.fill(parents, NONE);
        Arrays.fill(ranks, Integer.MAX_VALUE);
    }

    /// @param rows of the messages, in the order of the mailbox
    static ThreadForest of(KeyTable table, int[] rows) {
        ReferenceThreads threads = new ReferenceThreads(table, rows);
        threads.rank();
        threads.prune();
        threads.sortTops();
        threads.mergeSubjects();
        threads.sortTops();
        return threads.tree();
    }

    /// By sent date; of the same date, by their order in the mailbox (§2.2).
    private void rank() {
        int[] byDate = BY_DATE.sort(table, rows);
        int[] rankOfRow = new int[table.size()];
        for (int rank = 0; rank < byDate.length; rank++) {
            rankOfRow[byDate[rank]] = rank;
        }
        for (int message = 0; message < messages; message++) {
            ranks[message] = rankOfRow[rows[message]];
        }
    }

    /// Steps 2 and 3: children of dummies go to the nearest message above. Those that have none there stay under the
    /// topmost dummy, when there is more than one of them.
    private void prune() {
        int[] above = new int[nodes]; // for dummies: the nearest message, or the topmost dummy
        Arrays.fill(above, NONE);
        int[] members = new int[nodes];
        for (int message = 0; message < messages; message++) {
            int parent = links.parent(message);
            parents[message] = parent == NONE ? NONE : nearest(parent, above);
            if (parents[message] >= messages) {
                members[parents[message]]++;
            }
        }
        for (int message = 0; message < messages; message++) {
            int parent = parents[message];
            if (parent >= messages && members[parent] == 1) {
                parents[message] = NONE;
            }
            if (parents[message] == NONE) {
                addTop(message);
            } else if (parent >= messages) {
                ranks[parent] = Math.min(ranks[parent], ranks[message]);
            }
        }
        for (int dummy = messages; dummy < nodes; dummy++) {
            if (members[dummy] > 1) {
                addTop(dummy);
            }
        }
    }

    private int nearest(int start, int[] above) {
        int found = start;
        while (found >= messages && above[found] == NONE && links.parent(found) != NONE) {
            found = links.parent(found);
        }
        if (found >= messages && above[found] != NONE) {
            found = above[found];
        }
        for (int at = start; at >= messages && at != found && above[at] == NONE; at = links.parent(at)) {
            above[at] = found;
        }
        return found;
    }

    private void addTop(int node) {
        if (topCount == tops.length) {
            tops = Arrays.copyOf(tops, topCount + (topCount >> 1) + 16);
        }
        tops[topCount++] = node;
    }

    /// Step 4, and the first set of siblings of step 6. No two nodes have the same rank.
    private void sortTops() {
        long[] keyed = new long[topCount];
        for (int i = 0; i < topCount; i++) {
            keyed[i] = ((long) ranks[tops[i]] << Integer.SIZE) | tops[i];
        }
        Arrays.sort(keyed);
        for (int i = 0; i < topCount; i++) {
            tops[i] = (int) keyed[i];
        }
    }

    /// Step 5.
    private void mergeSubjects() {
        int[] subjects = new int[topCount];
        int[] subjectOfRank = subjectsByRank();
        int[] first = new int[table.textCount()]; // the subject table
        Arrays.fill(first, NONE);
        for (int i = 0; i < topCount; i++) { // step 5 B
            int node = tops[i];
            subjects[i] = subjectOfRank[ranks[node]];
            int known = first[subjects[i]];
            if (known == NONE || (!isDummy(known) && (isDummy(node) || (isReply(known) && !isReply(node))))) {
                first[subjects[i]] = node;
            }
        }
        int[] before = Arrays.copyOf(tops, topCount);
        topCount = 0;
        int[] alias = new int[nodes + before.length]; // dummies whose children went to another
        Arrays.setAll(alias, node -> node);
        for (int i = 0; i < before.length; i++) { // step 5 C
            int node = before[i];
            int known = first[subjects[i]];
            if (subjects[i] == 0 || known == node) {
                addTop(node);
            } else {
                first[subjects[i]] = merge(node, known, alias);
            }
        }
        for (int message = 0; message < messages; message++) {
            if (parents[message] != NONE) {
                parents[message] = alias[parents[message]];
            }
        }
        tops = Arrays.stream(tops, 0, topCount)
                .filter(node -> parents[node] == NONE)
                .toArray();
        topCount = tops.length;
    }

    /// The subject of a thread is that of its first message.
    private int[] subjectsByRank() {
        int[] subjects = new int[messages];
        int[] column = table.texts(KeyTable.Text.SUBJECT);
        for (int message = 0; message < messages; message++) {
            subjects[ranks[message]] = column[rows[message]];
        }
        return subjects;
    }

    /// @return what is in the subject table from now on
    private int merge(int node, int known, int[] alias) {
        if (isDummy(known) && isDummy(node)) {
            alias[node] = known;
            ranks[known] = Math.min(ranks[known], ranks[node]);
            return known;
        }
        if (isDummy(known) || (isReply(node) && !isReply(known))) {
            parents[node] = known;
            if (isDummy(known)) {
                ranks[known] = Math.min(ranks[known], ranks[node]);
            }
            return known;
        }
        int dummy = addDummy(Math.min(ranks[node], ranks[known]));
        parents[node] = dummy;
        parents[known] = dummy;
        return dummy;
    }

    private int addDummy(int rank) {
        if (nodes == parents.length) {
            int capacity = nodes + (nodes >> 1) + 16;
            parents = Arrays.copyOf(parents, capacity);
            ranks = Arrays.copyOf(ranks, capacity);
        }
        parents[nodes] = NONE;
        ranks[nodes] = rank;
        addTop(nodes);
        return nodes++;
    }

    private boolean isDummy(int node) {
        return node >= messages;
    }

    private boolean isReply(int node) {
        return !isDummy(node) && table.isReply(rows[node]);
    }

    /// Step 6: siblings by sent date, those at the top, which may be dummies, by that of their first message.
    private ThreadForest tree() {
        long[] uids = new long[nodes];
        int[] order = new int[messages + topCount];
        for (int message = 0; message < messages; message++) {
            uids[message] = table.uid(rows[message]);
            order[ranks[message]] = message;
        }
        int count = 0;
        for (int i = 0; i < messages; i++) {
            if (parents[order[i]] != NONE) {
                order[count++] = order[i];
            }
        }
        System.arraycopy(tops, 0, order, count, topCount);
        return ThreadForest.of(uids, Arrays.copyOf(parents, nodes), Arrays.copyOf(order, count + topCount));
    }
}
