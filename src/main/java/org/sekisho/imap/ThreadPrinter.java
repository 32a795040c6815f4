package org.sekisho.imap;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/// Prints threads, however deep they are. RFC 5256 §5 `thread-list`.
final class ThreadPrinter {
    private final ResponseBuffer buffer;

    /// What is still to print at each level of parentheses that is open.
    private final Deque<Iterator<ThreadTree>> open = new ArrayDeque<>();

    ThreadPrinter(ResponseBuffer buffer) {
        this.buffer = buffer;
    }

    void print(List<ThreadTree> threads) {
        open.push(threads.iterator());
        while (!open.isEmpty()) {
            if (open.getFirst().hasNext()) {
                thread(open.getFirst().next());
            } else {
                open.pop();
                if (!open.isEmpty()) {
                    buffer.octet(')');
                }
            }
        }
    }

    /// Down to where it branches or ends; a parent that is not there is not printed, its children stand side by
    /// side.
    private void thread(ThreadTree root) {
        buffer.octet('(');
        ThreadTree at = root;
        if (at.number() != 0) {
            buffer.number(at.number());
        }
        while (at.children().size() == 1) {
            boolean printed = at.number() != 0;
            at = at.children().getFirst();
            if (printed) {
                buffer.space();
            }
            buffer.number(at.number());
        }
        if (at.number() != 0 && !at.children().isEmpty()) {
            buffer.space();
        }
        open.push(at.children().iterator());
    }
}
