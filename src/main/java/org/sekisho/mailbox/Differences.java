package org.sekisho.mailbox;

import java.util.Arrays;

/// What two states of one mailbox differ in. Costs as much as differs: chunks that both share are not looked
/// into.
/// @param vanished positions in the earlier state of messages that the later one lacks
/// @param vanishedUids their UIDs
/// @param changed positions in the later state of messages that are in both, with another modification
///     sequence
/// @param added positions in the later state of messages that the earlier one lacks
public record Differences(Positions vanished, UidSet vanishedUids, Positions changed, Positions added) {
    public boolean isEmpty() {
        return vanished.isEmpty() && changed.isEmpty() && added.isEmpty();
    }

    static Differences between(Contents from, Contents to) {
        Walk walk = new Walk(from, to);
        walk.run();
        UidSet uids = UidSet.of(Arrays.stream(walk.vanished.values, 0, walk.vanished.length)
                .mapToLong(from::uidAt)
                .toArray());
        return new Differences(walk.vanished.positions(), uids, walk.changed.positions(), walk.added.positions());
    }

    private static final class Found {
        int[] values = new int[0];
        int length;

        void add(int position) {
            if (length == values.length) {
                values = Arrays.copyOf(values, Math.max(16, length * 2));
            }
            values[length++] = position;
        }

        Positions positions() {
            return Positions.of(values, length);
        }
    }

    /// Goes through both, side by side.
    private static final class Walk {
        final Found vanished = new Found();
        final Found changed = new Found();
        final Found added = new Found();
        private final Contents from;
        private final Contents to;
        private int before = 1; // positions
        private int now = 1;

        Walk(Contents from, Contents to) {
            this.from = from;
            this.to = to;
        }

        void run() {
            int left = 0; // chunks
            int right = 0;
            int leftAt = 0; // in them
            int rightAt = 0;
            while (left < from.chunks() && right < to.chunks()) {
                Chunk one = from.chunk(left);
                Chunk other = to.chunk(right);
                if (one == other && leftAt == 0 && rightAt == 0) {
                    before += one.size();
                    now += one.size();
                    left++;
                    right++;
                    continue;
                }
                long uid = one.uid(leftAt);
                long otherUid = other.uid(rightAt);
                if (uid == otherUid && one.modSeq(leftAt) != other.modSeq(rightAt)) {
                    changed.add(now);
                }
                if (uid <= otherUid) {
                    leftAt = step(uid < otherUid, leftAt, one);
                    left += leftAt == 0 ? 1 : 0;
                }
                if (otherUid <= uid) {
                    if (otherUid < uid) {
                        added.add(now);
                    }
                    now++;
                    rightAt = rightAt + 1 == other.size() ? 0 : rightAt + 1;
                    right += rightAt == 0 ? 1 : 0;
                }
            }
            while (before <= from.size()) {
                vanished.add(before++);
            }
            while (now <= to.size()) {
                added.add(now++);
            }
        }

        private int step(boolean gone, int at, Chunk chunk) {
            if (gone) {
                vanished.add(before);
            }
            before++;
            return at + 1 == chunk.size() ? 0 : at + 1;
        }
    }
}
