package org.sekisho.blocklist.zone;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.sekisho.address.Network;

/// Writes exceptions so that they hold in an `ip4set` of rbldnsd too, where an exception wins over what lies
/// within it: each is written without the networks that are blocked in it. Takes the entries in the order of
/// their addresses, the wider first. Used by one thread, once.
final class Exceptions {
    private final Consumer<Network> lines;
    /// Those that the entries of now lie in, the innermost first.
    private final Deque<Open> open = new ArrayDeque<>();

    /// @param blocked the widest networks blocked in it
    private record Open(Network network, List<Network> blocked) {
        boolean blocks(Network inner) {
            return !blocked.isEmpty() && blocked.getLast().contains(inner);
        }
    }

    Exceptions(Consumer<Network> lines) {
        this.lines = lines;
    }

    void blocked(Network network) {
        closeAllBefore(network);
        Open innermost = open.peek();
        if (innermost != null && !innermost.blocks(network)) {
            innermost.blocked().add(network);
        }
    }

    void allowed(Network network) {
        closeAllBefore(network);
        Open innermost = open.peek();
        if (innermost == null || innermost.blocks(network)) { // else it is excepted already
            open.push(new Open(network, new ArrayList<>()));
        }
    }

    void end() {
        while (!open.isEmpty()) {
            Open done = open.pop();
            without(done.network(), done.blocked());
        }
    }

    private void closeAllBefore(Network network) {
        while (!open.isEmpty() && !open.peek().network().contains(network)) {
            Open done = open.pop();
            without(done.network(), done.blocked());
        }
    }

    private void without(Network network, List<Network> blocked) {
        List<Network> within = blocked.stream().filter(network::overlaps).toList();
        if (within.isEmpty()) {
            lines.accept(network);
        } else if (within.stream().noneMatch(inner -> inner.contains(network))) {
            network.halves().forEach(half -> without(half, within));
        }
    }
}
