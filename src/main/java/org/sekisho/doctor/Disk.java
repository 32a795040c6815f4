package org.sekisho.doctor;

import static org.sekisho.doctor.Wording.number;
import static org.sekisho.doctor.Wording.percent;
import static org.sekisho.doctor.Wording.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// How full the disk of a folder is.
/// @param folder that was asked for
/// @param octets of the file system
/// @param freeOctets of these, those that a usual user may still take
/// @param inodes of the file system; empty where it has no such limit, or nobody could tell
/// @param freeInodes of these, those that are free
public record Disk(Path folder, long octets, long freeOctets, Optional<Long> inodes, long freeInodes) {
    private static final double LITTLE = 0.1;
    private static final double VERY_LITTLE = 0.02;
    private static final long LITTLE_OCTETS = 1L << 30;
    private static final long VERY_LITTLE_OCTETS = 100L << 20;
    private static final long MEBI = 1L << 20;
    private static final int LIMIT = 5; // seconds for df: a network file system that does not answer
    private static final int INODES = 1; // column of `df -Pi`: Filesystem Inodes IUsed IFree IUse% Mounted
    private static final int FREE_INODES = 3;

    /// @throws IOException the folder is not there
    public static Disk of(Path folder) throws IOException {
        var store = Files.getFileStore(folder);
        List<String> inodes = inodes(folder);
        return new Disk(
                folder,
                store.getTotalSpace(),
                store.getUsableSpace(),
                column(inodes, INODES).filter(count -> count > 0),
                column(inodes, FREE_INODES).orElse(0L));
    }

    /// Java has no name for inodes.
    private static List<String> inodes(Path folder) {
        Process df;
        try {
            df = new ProcessBuilder("df", "-Pi", "--", folder.toAbsolutePath().toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException _) {
            return List.of(); // no df here
        }
        try (var out = new BufferedReader(new InputStreamReader(df.getInputStream(), StandardCharsets.UTF_8))) {
            if (!df.waitFor(LIMIT, TimeUnit.SECONDS)) {
                df.destroyForcibly();
                return List.of();
            }
            String last = out.lines().reduce("", (_, line) -> line);
            return List.of(last.split(" +", -1));
        } catch (IOException _) {
            return List.of();
        } catch (InterruptedException _) {
            df.destroyForcibly();
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private static Optional<Long> column(List<String> columns, int number) {
        return Optional.of(columns)
                .filter(all -> all.size() > number && all.get(number).matches("[0-9]{1,18}"))
                .map(all -> Long.parseLong(all.get(number)));
    }

    /// One for the space, one for the inodes where they run out.
    public List<Finding> findings() {
        double share = octets == 0 ? 1 : (double) freeOctets / octets;
        Severity space = (share < VERY_LITTLE && freeOctets < LITTLE_OCTETS) || freeOctets < VERY_LITTLE_OCTETS
                ? Severity.ALARM
                : (share < LITTLE && freeOctets < 10 * LITTLE_OCTETS) || freeOctets < LITTLE_OCTETS
                        ? Severity.WARNING
                        : Severity.FINE;
        String free = number(freeOctets / MEBI) + " MiB (" + percent(share) + ")";
        Finding ofSpace = finding("disk", space, text(free + " are free at " + folder, folder + " の空き容量は " + free));
        double inodeShare = inodes.map(all -> (double) freeInodes / all).orElse(1.0);
        if (inodeShare >= LITTLE) {
            return List.of(ofSpace);
        }
        String left = number(freeInodes) + " (" + percent(inodeShare) + ")";
        return List.of(
                ofSpace,
                finding(
                        "inodes",
                        inodeShare < VERY_LITTLE ? Severity.ALARM : Severity.WARNING,
                        text(left + " inodes are free at " + folder, folder + " の空き inode は " + left)));
    }

    private static Finding finding(String id, Severity severity, Text found) {
        boolean fine = severity == Severity.FINE;
        return new Finding(
                id,
                severity,
                Confidence.CERTAIN,
                found,
                fine
                        ? text("Enough.", "十分である。")
                        : text("On a full disk no mail is taken any more.", "満杯になるとメールを受け取れなくなる。"),
                fine
                        ? text("Nothing.", "対処は不要。")
                        : text(
                                "Find what takes the room: a queue, old logs (du -x), mailboxes.",
                                "キュー、古いログ (du -x)、メールボックスなど、容量を占めているものを調べる。"));
    }
}
