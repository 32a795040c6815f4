package org.sekisho.search;

import java.util.Arrays;

/// Threads, their messages and who answers whom (RFC 5256 §4, THREAD). Immutable.
public final class ThreadTree {
    private static final int NONE = -1;
    private static final int CLOSE = -2;

    private final long[] uids; // of each node; 0 for one that only holds others together
    private final int[] firstChild;
    private final int[] nextSibling;
    private final int firstRoot;

    private ThreadTree(long[] uids, int[] firstChild, int[] nextSibling, int firstRoot) {
        this.uids = uids;
        this.firstChild = firstChild;
        this.nextSibling = nextSibling;
        this.firstRoot = firstRoot;
    }

    /// @param uids of each node; 0 for one that is no message
    /// @param parents of each node; -1 for the first message of a thread
    /// @param order all nodes with siblings as they are to stand
    static ThreadTree of(long[] uids, int[] parents, int[] order) {
        int[] firstChild = new int[uids.length];
        int[] nextSibling = new int[uids.length];
        Arrays.fill(firstChild, NONE);
        int firstRoot = NONE;
        for (int i = order.length - 1; i >= 0; i--) {
            int node = order[i];
            int parent = parents[node];
            if (parent == NONE) {
                nextSibling[node] = firstRoot;
                firstRoot = node;
            } else {
                nextSibling[node] = firstChild[parent];
                firstChild[parent] = node;
            }
        }
        return new ThreadTree(uids, firstChild, nextSibling, firstRoot);
    }

    /// Hears a thread-list as RFC 5256 §5 writes it: messages that answer one another stand side by side, several
    /// answers to one message each in parentheses.
    public interface Visitor {
        void open();

        void message(long uid);

        void close();
    }

    /// Tells all threads, in order. Needs no stack, however deep they are.
    public void visit(Visitor visitor) {
        int[] stack = new int[16];
        for (int root = firstRoot; root != NONE; root = nextSibling[root]) {
            int depth = 0;
            stack[depth++] = root;
            while (depth > 0) {
                int node = stack[--depth];
                if (node == CLOSE) {
                    visitor.close();
                    continue;
                }
                visitor.open();
                int last = chain(node, visitor);
                int children = count(last);
                if (children == 0) {
                    visitor.close();
                    continue;
                }
                if (depth + children + 1 > stack.length) {
                    stack = Arrays.copyOf(stack, (depth + children + 1) * 2);
                }
                stack[depth++] = CLOSE;
                int at = depth + children;
                for (int child = firstChild[last]; child != NONE; child = nextSibling[child]) {
                    stack[--at] = child;
                }
                depth += children;
            }
        }
    }

    /// Tells messages as long as each has one answer.
    /// @return the last of them
    private int chain(int first, Visitor visitor) {
        int node = first;
        while (true) {
            if (uids[node] != 0) {
                visitor.message(uids[node]);
            }
            int child = firstChild[node];
            if (child == NONE || nextSibling[child] != NONE) {
                return node;
            }
            node = child;
        }
    }

    private int count(int node) {
        int count = 0;
        for (int child = firstChild[node]; child != NONE; child = nextSibling[child]) {
            count++;
        }
        return count;
    }

    /// As the response has it, with UIDs, for example `(2)(3 6 (4 23)(44 7 96))`.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        visit(new Visitor() {
            private boolean behindNumber;

            @Override
            public void open() {
                text.append(behindNumber ? " (" : "(");
                behindNumber = false;
            }

            @Override
            public void message(long uid) {
                text.append(behindNumber ? " " : "").append(uid);
                behindNumber = true;
            }

            @Override
            public void close() {
                text.append(')');
                behindNumber = false;
            }
        });
        return text.toString();
    }
}
