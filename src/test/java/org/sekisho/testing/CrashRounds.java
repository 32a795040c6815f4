package org.sekisho.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Kills a process under load at random moments, again and again on the same data, and audits after each round.
/// For the store alone and for a whole server: only the load and the audit differ.
public final class CrashRounds {
    /// Starts the process under load, on the data that earlier rounds have left.
    public interface Load {
        Victim start(int round) throws Exception;
    }

    /// What is under load, and its load.
    public interface Victim extends AutoCloseable {
        /// Returns when something was acknowledged.
        void awaitLoad() throws InterruptedException;

        /// SIGKILL. Returns when it is dead.
        /// @return one line for each thing that was acknowledged
        List<String> kill() throws InterruptedException;

        @Override
        void close();
    }

    /// Opens what the process left and compares. Throws when something acknowledged is missing.
    public interface Audit {
        /// @param acknowledged every line of this round and of all before
        void check(int round, List<String> acknowledged) throws Exception;
    }

    private static final int LONGEST = 700; // ms under load

    private final long seed = Long.getLong("crash.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<String> acknowledged = new ArrayList<>();

    /// Printed with every failure; `-Dcrash.seed=` repeats the moments, as far as moments can be repeated.
    public long seed() {
        return seed;
    }

    public void run(int rounds, Load load, Audit audit) throws Exception {
        for (int round = 0; round < rounds; round++) {
            try (Victim victim = load.start(round)) {
                victim.awaitLoad();
                Thread.sleep(random.nextInt(LONGEST)); // the moment of the crash is the test's variable
                acknowledged.addAll(victim.kill());
            }
            try {
                audit.check(round, List.copyOf(acknowledged));
            } catch (Exception | AssertionError e) {
                throw new AssertionError("round " + round + ", seed " + seed, e);
            }
        }
    }

    /// How many rounds: so many, or `-Dcrash.rounds=`.
    public static int rounds(int usual) {
        return Integer.getInteger("crash.rounds", usual);
    }
}
