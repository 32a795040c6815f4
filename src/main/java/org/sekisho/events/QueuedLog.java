package org.sekisho.events;

import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The server's log: lines are made by the thread that tells a fact, and written by one thread behind a bounded
/// queue. When the disk is too slow debug lines are dropped at once and all others after a short wait; how many
/// were lost is a line of its own. Each server has its own; nothing is shared between two in one process. Safe
/// from any thread.
public final class QueuedLog implements Log, AutoCloseable {
    private static final int QUEUE = 8192; // lines, about 2 MB
    private static final int BATCH_CHARACTERS = 64 * 1024; // what is written at once
    private static final long LINGER = 5; // ms between writes: on a busy server each takes many lines
    private static final long LONGEST_WAIT = 200; // ms a session waits for room in the queue
    private static final Duration CLOSE = Duration.ofSeconds(5); // to write what is queued
    private static final String END = ""; // stops the writer

    private final LogLine line;
    private final boolean debug;
    private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong lost = new AtomicLong();
    private final ContextBase context = new ContextBase();
    private final OutputStreamAppender<String> appender;
    private final Thread writer;

    /// @throws IllegalArgumentException the file cannot be opened
    public QueuedLog(LogSettings settings, InstantSource clock) {
        line = new LogLine(settings.form(), settings.zone(), clock);
        debug = settings.debug();
        appender = appender(settings.destination());
        writer = Thread.ofPlatform().name("log").daemon().start(this::write);
    }

    @Override
    public void debug(String event, Object... fields) {
        if (debug && !queue.offer(line.of("DEBUG", event, null, fields))) {
            lost.incrementAndGet();
        }
    }

    @Override
    public void info(String event, Object... fields) {
        put(line.of("INFO", event, null, fields));
    }

    @Override
    public void warn(String event, Object... fields) {
        put(line.of("WARN", event, null, fields));
    }

    @Override
    public void error(String event, Throwable cause, Object... fields) {
        put(line.of("ERROR", event, cause, fields));
    }

    private void put(String text) {
        try {
            if (!queue.offer(text) && !queue.offer(text, LONGEST_WAIT, TimeUnit.MILLISECONDS)) {
                lost.incrementAndGet();
            }
        } catch (InterruptedException _) {
            lost.incrementAndGet();
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        boolean more = true;
        while (more) {
            try {
                more = writeBatch();
                TimeUnit.MILLISECONDS.sleep(more ? LINGER : 0);
            } catch (InterruptedException _) {
                more = false;
            }
        }
    }

    private boolean writeBatch() throws InterruptedException {
        var batch = new StringBuilder();
        String next = queue.take();
        while (next != null && !next.equals(END) && batch.length() < BATCH_CHARACTERS) {
            batch.append(next);
            next = queue.poll();
        }
        boolean more = next == null || !next.equals(END);
        if (more && next != null) {
            batch.append(next);
        }
        long missing = lost.getAndSet(0);
        if (missing > 0) {
            batch.append(line.of("WARN", "log.lost", null, new @Nullable Object[] {"lines", missing}));
        }
        appender.doAppend(batch.toString()); // logback reports nothing and tries a lost file again
        return more;
    }

    private OutputStreamAppender<String> appender(LogSettings.Destination destination) {
        OutputStreamAppender<String> made = switch (destination) {
            case LogSettings.Destination.StandardError() -> standardError();
            case LogSettings.Destination.File file -> file(file);
        };
        made.setContext(context);
        var encoder = new LinesEncoder();
        encoder.setContext(context);
        encoder.start();
        made.setEncoder(encoder);
        made.start();
        if (!made.isStarted()) {
            context.stop();
            throw new IllegalArgumentException("the log cannot be written: " + destination);
        }
        return made;
    }

    private static OutputStreamAppender<String> standardError() {
        var console = new ConsoleAppender<String>();
        console.setTarget("System.err");
        return console;
    }

    private RollingFileAppender<String> file(LogSettings.Destination.File file) {
        String path = file.path().toString();
        var rolling = new RollingFileAppender<String>();
        rolling.setContext(context);
        rolling.setFile(path);
        var names = new FixedWindowRollingPolicy();
        names.setContext(context);
        names.setParent(rolling);
        names.setFileNamePattern(path.replace("%", "\\%") + ".%i");
        names.setMinIndex(1);
        names.setMaxIndex(file.keep());
        names.start();
        var size = new SizeBasedTriggeringPolicy<String>();
        size.setContext(context);
        size.setMaxFileSize(new FileSize(file.maxOctets()));
        size.setCheckIncrement(ch.qos.logback.core.util.Duration.buildByMilliseconds(100));
        size.start();
        rolling.setRollingPolicy(names);
        rolling.setTriggeringPolicy(size);
        return rolling;
    }

    /// Writes what is queued, for a few seconds at most.
    @Override
    public void close() {
        try {
            if (queue.offer(END, CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
                writer.join(CLOSE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        appender.stop();
        context.stop();
    }

    private static final class LinesEncoder extends EncoderBase<String> {
        @Override
        public byte[] headerBytes() {
            return new byte[0];
        }

        @Override
        public byte[] encode(String lines) {
            return lines.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] footerBytes() {
            return new byte[0];
        }
    }
}
