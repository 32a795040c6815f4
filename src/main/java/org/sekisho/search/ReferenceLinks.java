package org.sekisho.search;

import java.util.Arrays;

/// Who answers whom by References and In-Reply-To: step 1 of REFERENCES (RFC 5256 §3). Nodes below the number of
/// messages are messages, in the order of the mailbox; those above are dummies, ids that no message has. Used by one
/// thread.
final class ReferenceLinks {
    static final int NONE = -1;

    /// Steps up the tree that looking for loops may take in all. What nobody but an attacker needs is not linked.
    private static final long MOST_STEPS = 100_000_000;

    private final KeyTable table;
    private final int[] rows;
    private final int[] nodeOfId;
    private int[] parents;
    private int[] children; // how many
    private int count;
    private long stepsLeft = MOST_STEPS;

    private ReferenceLinks(KeyTable table, int[] rows) {
        this.table = table;
        this.rows = rows;
        this.nodeOfId = new int[table.idCount()];
        this.count = rows.length;
        this.parents = new int[rows.length];
        this.children = new int[rows.length];
        Arrays.fill(nodeOfId, NONE);
        Arrays.fill(parents, NONE);
    }

    /// @param rows of the messages, in the order of the mailbox
    static ReferenceLinks of(KeyTable table, int[] rows) {
        ReferenceLinks links = new ReferenceLinks(table, rows);
        links.name();
        for (int message = 0; message < rows.length; message++) {
            links.link(message);
        }
        return links;
    }

    /// The parent of a node, or [#NONE].
    int parent(int node) {
        return parents[node];
    }

    /// Messages and dummies.
    int nodes() {
        return count;
    }

    /// An id belongs to the first message that has it.
    private void name() {
        for (int message = 0; message < rows.length; message++) {
            int id = table.id(rows[message]);
            if (id != 0 && nodeOfId[id] == NONE) {
                nodeOfId[id] = message;
            }
        }
    }

    private void link(int message) {
        int end = table.referencesEnd(rows[message]);
        int last = NONE;
        for (int at = table.referencesStart(rows[message]); at < end; at++) {
            int node = node(table.reference(at));
            if (last != NONE && parents[node] == NONE) { // step 1 A: what is linked stays so
                link(last, node);
            }
            last = node;
        }
        if (parents[message] != last) { // step 1 B: the message itself knows best
            unlink(message);
            if (last != NONE) {
                link(last, message);
            }
        }
    }

    private int node(int id) {
        if (nodeOfId[id] == NONE) {
            if (count == parents.length) {
                int capacity = count + (count >> 1) + 16;
                parents = Arrays.copyOf(parents, capacity);
                children = Arrays.copyOf(children, capacity);
            }
            parents[count] = NONE;
            nodeOfId[id] = count++;
        }
        return nodeOfId[id];
    }

    private void link(int parent, int child) {
        if (!isBelow(parent, child)) {
            parents[child] = parent;
            children[parent]++;
        }
    }

    private void unlink(int child) {
        if (parents[child] != NONE) {
            children[parents[child]]--;
            parents[child] = NONE;
        }
    }

    /// Whether a node is the other one or below it; so a link between them would make a loop.
    private boolean isBelow(int node, int above) {
        if (node == above) {
            return true;
        }
        if (children[above] == 0) {
            return false;
        }
        int at = node;
        while (at != NONE && at != above) {
            at = parents[at];
            stepsLeft--;
            if (stepsLeft < 0) {
                return true; // for all we know
            }
        }
        return at == above;
    }
}
