package org.sekisho.search;

import java.util.Arrays;
import java.util.List;

/// ORDEREDSUBJECT, the poor man's threading. RFC 5256 §3.
final class SubjectThreads {
    private static final int NONE = -1;
    private static final SortOrder BY_DATE = new SortOrder(List.of(new SortOrder.Key(SortOrder.Criterion.DATE, false)));

    private SubjectThreads() {}

    /// The first message of each subject, and all others with it as its children.
    /// @param rows of the messages, in the order of the mailbox
    static ThreadForest of(KeyTable table, int[] rows) {
        int[] byDate = BY_DATE.sort(table, rows);
        int[] firsts = new int[table.textCount()];
        Arrays.fill(firsts, NONE);
        int[] subjects = table.texts(KeyTable.Text.SUBJECT);
        long[] uids = new long[byDate.length];
        int[] parents = new int[byDate.length];
        int[] order = new int[byDate.length];
        for (int i = 0; i < byDate.length; i++) {
            int subject = subjects[byDate[i]];
            uids[i] = table.uid(byDate[i]);
            parents[i] = firsts[subject];
            order[i] = i;
            if (firsts[subject] == NONE) {
                firsts[subject] = i;
            }
        }
        return ThreadForest.of(uids, parents, order);
    }
}
