package org.sekisho.admin;

import java.time.LocalDate;
import java.util.List;
import org.sekisho.audit.self.Exemption;
import org.sekisho.audit.self.History;
import org.sekisho.audit.self.Matrix;
import org.sekisho.audit.self.NetworkAudit;
import org.sekisho.audit.self.SelfAudit;
import org.sekisho.audit.self.WayOut;

/// The server's audits of itself, and the approval of what they find. Safe from any thread.
public interface AuditControl {
    /// Puts every kind of client that has not logged in before the gate.
    List<SelfAudit.Row> gate();

    /// What is worth saying besides: what is closed, what ends soon, what the network audit has found.
    List<String> notes();

    /// Who may do what, now.
    Matrix matrix();

    /// How the settings file as it is now would change that, against what was approved.
    List<String> difference() throws AdminException;

    /// Tries what relay testers try on every listener, and waits.
    List<NetworkAudit.Found> network() throws AdminException;

    /// What the settings file as it is now would open.
    /// @param until the day an exception for it would end
    List<WayOut> proposed(LocalDate until) throws AdminException;

    /// Lets that be open, until then.
    Exemption approve(LocalDate until, String reason, Call.Peer by) throws AdminException;

    /// The newest first.
    List<Exemption> exemptions();

    /// @return false when none with this number is live
    boolean end(long number, Call.Peer by);

    List<History.Run> history(int limit);

    /// The directory is no longer what it was: look again, soon.
    void directoryChanged();
}
