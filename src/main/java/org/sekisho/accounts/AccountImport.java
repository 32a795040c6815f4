package org.sekisho.accounts;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;
import org.sekisho.events.Secret;

/// Adds many accounts from lines `address,password`: everything behind the first comma is the password, unless it
/// is quoted (`"…"`, a quote inside doubled). A hash (`$argon2id$…`) costs nothing; a plain password some 30 ms
/// of one core. Empty lines, lines that begin with `#` and a first line `address,password` are skipped.
public final class AccountImport {
    private static final int LINES_PER_COMMIT = 1_000;
    private static final int THREADS = 2;
    private static final int MAX_REPORTED = 100;

    private final Accounts accounts;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<Accounts.NewAccount, Integer> waiting = new LinkedHashMap<>();
    private int added;
    private int refused;

    /// @param refused lines that were not taken; the first hundred are in `problems`
    public record Report(int added, int refused, List<Problem> problems) {}

    /// @param line from 1
    public record Problem(int line, String why) {}

    private record Pending(int line, Future<Accounts.NewAccount> account) {}

    private AccountImport(Accounts accounts) {
        this.accounts = accounts;
    }

    /// What was added stays when a later line is refused.
    public static Report run(Accounts accounts, BufferedReader lines) throws IOException, DirectoryException {
        return new AccountImport(accounts).run(lines);
    }

    private Report run(BufferedReader lines) throws IOException, DirectoryException {
        try (ExecutorService threads = Executors.newFixedThreadPool(
                THREADS, Thread.ofPlatform().name("import-", 1).daemon(true).factory())) {
            List<Pending> pending = new ArrayList<>();
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!isIgnored(line, number)) {
                    submit(threads, line, number, pending);
                }
                if (pending.size() == LINES_PER_COMMIT) {
                    commit(pending);
                }
            }
            commit(pending);
        }
        return new Report(added, refused, List.copyOf(problems));
    }

    private static boolean isIgnored(String line, int number) {
        return line.isBlank()
                || line.startsWith("#")
                || (number == 1 && line.strip().equalsIgnoreCase("address,password"));
    }

    private void submit(ExecutorService threads, String line, int number, List<Pending> pending) {
        int comma = line.indexOf(',');
        if (comma < 1 || comma == line.length() - 1) {
            refuse(number, "expected address,password");
            return;
        }
        try {
            Mailbox address = Mailbox.of(unquoted(line.substring(0, comma).strip()));
            var password = new Secret(unquoted(line.substring(comma + 1)));
            pending.add(new Pending(number, threads.submit(() -> accounts.prepare(address, password))));
        } catch (SyntaxError e) {
            refuse(number, "the address cannot be read: " + e.getMessage());
        }
    }

    private static String unquoted(String field) {
        boolean quoted = field.length() >= 2 && field.startsWith("\"") && field.endsWith("\"");
        return quoted ? field.substring(1, field.length() - 1).replace("\"\"", "\"") : field;
    }

    private void commit(List<Pending> pending) throws DirectoryException {
        waiting.clear();
        for (Pending each : pending) {
            prepared(each);
        }
        pending.clear();
        if (waiting.isEmpty()) {
            return;
        }
        List<Accounts.Refused> not = accounts.addAll(List.copyOf(waiting.keySet()));
        added += waiting.size() - not.size();
        for (Accounts.Refused each : not) {
            refuse(
                    waiting.getOrDefault(each.account(), 0),
                    String.valueOf(each.why().getMessage()));
        }
    }

    private void prepared(Pending pending) throws DirectoryException {
        try {
            waiting.put(pending.account().get(), pending.line());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DirectoryException(DirectoryException.Kind.BUSY, "the import was interrupted");
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof DirectoryException why)) {
                throw new IllegalStateException(e.getCause());
            }
            refuse(pending.line(), String.valueOf(why.getMessage()));
        }
    }

    private void refuse(int line, String why) {
        refused++;
        if (problems.size() < MAX_REPORTED) {
            problems.add(new Problem(line, why));
        }
    }
}
