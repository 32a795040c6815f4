package org.sekisho.migration;

import java.util.List;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.doctor.Finding;
import org.sekisho.doctor.Text;

/// A line of the report, told as soon as it is known.
public sealed interface Line {
    enum State {
        /// Brought now; in a dry run, would be.
        NEW,
        /// There already, and as it is to be.
        THERE,
        /// There already, and something about it was changed to follow the old server.
        CHANGED,
        /// There already, and not as on the old server: left alone.
        KEPT,
        /// Cannot be brought.
        REFUSED
    }

    record OfDomain(Domain domain, State state, String why) implements Line {}

    /// @param note what somebody may have to know of it
    record OfAccount(Mailbox address, State state, Text note, List<Mailbox> forwardsTo, Mail mail) implements Line {}

    record OfAlias(Mailbox address, List<Mailbox> members, State state, String why) implements Line {
        public OfAlias {
            members = List.copyOf(members);
        }
    }

    record OfCatchAll(Domain domain, Mailbox target, State state) implements Line {}

    record OfSettings(Proposal proposal) implements Line {}

    record OfHole(Finding hole) implements Line {}

    record OfRemark(Remark remark) implements Line {}

    /// Where it is; comes about once a second.
    record Progress(Mailbox address, Mail sum, double seconds) implements Line {}

    /// The messages of one account, or of all.
    /// @param octets of the new ones, as the old server kept them
    /// @param known messages that had come before
    /// @param reflagged of those, whose flags followed
    /// @param flagsKept of those, whose flags were changed on both sides: ours stay
    record Mail(int folders, long messages, long octets, long known, long reflagged, long flagsKept) {
        static final Mail NONE = new Mail(0, 0, 0, 0, 0, 0);

        Mail plus(Mail other) {
            return new Mail(
                    folders + other.folders,
                    messages + other.messages,
                    octets + other.octets,
                    known + other.known,
                    reflagged + other.reflagged,
                    flagsKept + other.flagsKept);
        }
    }
}
