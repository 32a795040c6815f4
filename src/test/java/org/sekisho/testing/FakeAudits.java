package org.sekisho.testing;

import java.time.LocalDate;
import java.util.List;
import org.sekisho.admin.AdminException;
import org.sekisho.admin.AuditControl;
import org.sekisho.admin.Call;
import org.sekisho.audit.self.Exemption;
import org.sekisho.audit.self.History;
import org.sekisho.audit.self.Matrix;
import org.sekisho.audit.self.NetworkAudit;
import org.sekisho.audit.self.SelfAudit;
import org.sekisho.audit.self.WayOut;

/// Audits that find nothing. Safe from any thread.
final class FakeAudits implements AuditControl {
    @Override
    public List<SelfAudit.Row> gate() {
        return List.of();
    }

    @Override
    public List<String> notes() {
        return List.of();
    }

    @Override
    public Matrix matrix() {
        return Matrix.parse("");
    }

    @Override
    public List<String> difference() {
        return List.of();
    }

    @Override
    public List<NetworkAudit.Found> network() {
        return List.of();
    }

    @Override
    public List<WayOut> proposed(LocalDate until) {
        return List.of();
    }

    @Override
    public Exemption approve(LocalDate until, String reason, Call.Peer by) throws AdminException {
        throw new AdminException(AdminException.Kind.REFUSED, "nothing to approve");
    }

    @Override
    public List<Exemption> exemptions() {
        return List.of();
    }

    @Override
    public boolean end(long number, Call.Peer by) {
        return false;
    }

    @Override
    public List<History.Run> history(int limit) {
        return List.of();
    }

    @Override
    public void directoryChanged() {
        // nobody looks again
    }
}
