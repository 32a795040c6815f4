package org.sekisho.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// The yardstick: a file that is only appended to, with one committer that merges what waits into one write and
/// one fdatasync. Nothing durable can be done with less.
final class AppendLog implements AutoCloseable {
    private static final class Ticket {
        private final byte[] octets;
        private final Thread waiter = Thread.currentThread();
        private volatile boolean done;

        private Ticket(byte[] octets) {
            this.octets = octets;
        }
    }

    private final FileChannel channel;
    private final Queue<Ticket> waiting = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean idle;
    private volatile boolean closing;
    private final AtomicLong groups = new AtomicLong();

    AppendLog(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        thread = Thread.ofPlatform().name("append-log").start(this::run);
    }

    void commit(byte[] octets) {
        Ticket ticket = new Ticket(octets);
        waiting.add(ticket);
        if (idle) {
            LockSupport.unpark(thread);
        }
        while (!ticket.done) {
            LockSupport.park(this);
        }
    }

    long groups() {
        return groups.get();
    }

    private void run() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(4 * 1024 * 1024);
        List<Ticket> members = new ArrayList<>();
        while (!closing) {
            Ticket ticket = waiting.poll();
            if (ticket == null) {
                idle = true;
                if (waiting.isEmpty() && !closing) {
                    LockSupport.park(this);
                }
                idle = false;
                continue;
            }
            while (ticket != null) {
                buffer.put(ticket.octets);
                members.add(ticket);
                ticket = buffer.remaining() < ticket.octets.length ? null : waiting.poll();
            }
            write(buffer.flip());
            buffer.clear();
            groups.incrementAndGet();
            for (Ticket member : members) {
                member.done = true;
                LockSupport.unpark(member.waiter);
            }
            members.clear();
        }
    }

    private void write(ByteBuffer buffer) {
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        closing = true;
        LockSupport.unpark(thread);
        channel.close();
    }
}
