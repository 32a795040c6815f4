package org.sekisho.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// REFERENCES as RFC 5256 §3 tells it, step by step, to compare with: slow, recursive, word by word.
final class LiteralThreads {
    private static final class Node {
        final @Nullable MessageKeys message; // null: a dummy

        @Nullable
        Node parent;

        List<Node> children = new ArrayList<>();

        Node(@Nullable MessageKeys message) {
            this.message = message;
        }

        boolean isDummy() {
            return message == null;
        }

        boolean isBelow(Node other) {
            return this == other || (parent != null && parent.isBelow(other));
        }

        void adopt(Node child) {
            child.parent = this;
            children.add(child);
        }

        void leave() {
            if (parent != null) {
                parent.children.remove(this);
                parent = null;
            }
        }

        MessageKeys first() {
            return message == null ? children.getFirst().message() : message;
        }

        MessageKeys message() {
            return Objects.requireNonNull(message);
        }

        String subject() {
            return Casemap.of(first().subject());
        }

        boolean isReply() {
            return message != null && message.reply();
        }
    }

    private static final Comparator<Node> BY_DATE = Comparator.<Node>comparingLong(
                    node -> node.first().sent())
            .thenComparingLong(node -> node.first().uid());

    private final Map<String, Node> byId = new HashMap<>();
    private final List<Node> all = new ArrayList<>(); // messages, then dummies

    static String of(List<MessageKeys> messages) {
        return new LiteralThreads().run(messages);
    }

    private String run(List<MessageKeys> messages) {
        for (MessageKeys message : messages) {
            Node node = new Node(message);
            all.add(node);
            if (!message.id().isEmpty()) {
                byId.putIfAbsent(message.id(), node);
            }
        }
        for (Node node : List.copyOf(all)) {
            link(node);
        }
        Node root = new Node(null); // step 2
        for (Node node : List.copyOf(all)) {
            if (node.parent == null) {
                root.children.add(node);
            }
        }
        root.children = prune(root.children, true);
        sortTop(root);
        mergeSubjects(root);
        sort(root);
        StringBuilder text = new StringBuilder();
        root.children.forEach(thread -> print(thread, text));
        return text.toString();
    }

    private void link(Node node) {
        @Nullable Node last = null;
        for (String id : node.message().references()) {
            Node next = byId.computeIfAbsent(id, _ -> {
                Node dummy = new Node(null);
                all.add(dummy);
                return dummy;
            });
            if (last != null && next.parent == null && !last.isBelow(next)) {
                last.adopt(next);
            }
            last = next;
        }
        node.leave();
        if (last != null && !last.isBelow(node)) {
            last.adopt(node);
        }
    }

    private static List<Node> prune(List<Node> siblings, boolean top) {
        List<Node> pruned = new ArrayList<>();
        for (Node node : siblings) {
            node.children = prune(node.children, false);
            if (!node.isDummy() || (top && node.children.size() > 1)) {
                pruned.add(node);
            } else {
                pruned.addAll(node.children);
            }
        }
        return pruned;
    }

    private static void sortTop(Node root) {
        root.children.stream().filter(Node::isDummy).forEach(dummy -> dummy.children.sort(BY_DATE));
        root.children.sort(BY_DATE);
    }

    private static void mergeSubjects(Node root) {
        Map<String, Node> table = new HashMap<>();
        Map<Node, String> subjects = new HashMap<>();
        for (Node node : root.children) {
            String subject = node.subject();
            subjects.put(node, subject);
            @Nullable Node known = table.get(subject);
            if (subject.isEmpty()) {
                continue;
            }
            if (known == null || (!known.isDummy() && (node.isDummy() || (known.isReply() && !node.isReply())))) {
                table.put(subject, node);
            }
        }
        for (Node node : List.copyOf(root.children)) {
            String subject = Objects.requireNonNull(subjects.get(node));
            Node known = table.getOrDefault(subject, node);
            if (subject.isEmpty() || known == node) {
                continue;
            }
            root.children.remove(node);
            if (node.isDummy() && known.isDummy()) {
                known.children.addAll(node.children);
            } else if (known.isDummy() || (node.isReply() && !known.isReply())) {
                known.children.add(node);
            } else {
                Node dummy = new Node(null);
                root.children.remove(known);
                dummy.children.addAll(List.of(node, known));
                root.children.add(dummy);
                table.put(subject, dummy);
            }
        }
    }

    private static void sort(Node node) {
        node.children.forEach(LiteralThreads::sort);
        node.children.sort(BY_DATE);
    }

    private static void print(Node thread, StringBuilder text) {
        text.append('(');
        Node node = thread;
        boolean number = false;
        while (true) {
            if (!node.isDummy()) {
                text.append(number ? " " : "").append(node.message().uid());
                number = true;
            }
            if (node.children.size() != 1) {
                break;
            }
            node = node.children.getFirst();
        }
        if (node.children.size() > 1) {
            text.append(number ? " " : "");
            node.children.forEach(child -> print(child, text));
        }
        text.append(')');
    }
}
