package org.sekisho.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;

/// Threads, their messages and who answers whom (RFC 5256 §4, THREAD). Immutable.
public final class ThreadForest {
    private static final int NONE = -1;
    private static final int CLOSE = -2;

    private final long[] uids; // of each node; 0 for one that only holds others together
    private final int[] firstChild;
    private final int[] nextSibling;
    private final int firstRoot;

    private ThreadForest(long[] uids, int[] firstChild, int[] nextSibling, int firstRoot) {
        this.uids = uids;
        this.firstChild = firstChild;
        this.nextSibling = nextSibling;
        this.firstRoot = firstRoot;
    }

    /// @param uids of each node; 0 for one that is no message
    /// @param parents of each node; -1 for the first message of a thread
    /// @param order all nodes with siblings as they are to stand
    static ThreadForest of(long[] uids, int[] parents, int[] order) {
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
        return new ThreadForest(uids, firstChild, nextSibling, firstRoot);
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

    /// Makes a value of each node. Needs no stack, however deep the threads are.
    /// @param node makes one of the UID, 0 for a node that is no message, and the values of the answers to it
    /// @return the values of the threads' first nodes, in order
    public <T> List<T> build(BiFunction<Long, List<T>, T> node) {
        int[] preorder = preorder();
        Map<Integer, T> values = new HashMap<>();
        for (int i = preorder.length - 1; i >= 0; i--) { // so answers come before what they answer
            values.put(preorder[i], node.apply(uids[preorder[i]], take(firstChild[preorder[i]], values)));
        }
        return take(firstRoot, values);
    }

    private <T> List<T> take(int first, Map<Integer, T> values) {
        List<T> taken = new ArrayList<>();
        for (int sibling = first; sibling != NONE; sibling = nextSibling[sibling]) {
            taken.add(Objects.requireNonNull(values.remove(sibling)));
        }
        return taken;
    }

    private int[] preorder() {
        int[] found = new int[uids.length];
        int[] waiting = new int[uids.length + 2]; // siblings to go on with
        int count = 0;
        int depth = 0;
        waiting[depth++] = firstRoot;
        while (depth > 0) {
            int node = waiting[--depth];
            if (node != NONE) {
                found[count++] = node;
                waiting[depth++] = nextSibling[node];
                waiting[depth++] = firstChild[node];
            }
        }
        return Arrays.copyOf(found, count);
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
