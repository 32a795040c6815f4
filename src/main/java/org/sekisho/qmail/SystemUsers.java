package org.sekisho.qmail;

import java.nio.file.Path;
import java.util.Optional;

/// Which users of the machine have mailboxes, besides those in `users/assign`: qmail-getpw(8) finds them by their
/// names.
/// @param passwd usually `/etc/passwd`; their hashes are in `shadow` beside it, where that can be read
/// @param firstUid people have this number or a higher one, programs lower ones
public record SystemUsers(Path passwd, int firstUid) {
    public static final int USUAL_FIRST_UID = 1000;
    public static final int LAST_UID = 60_000; // above are nobody and those whom programs make for a while

    private static final Path ETC_PASSWD = Path.of("etc/passwd");
    private static final Path VAR_QMAIL = Path.of("var/qmail");

    /// The file of the machine, or the copy of one, whose qmail this is.
    /// @return empty when its folder is not `/var/qmail` of anything
    public static Optional<Path> passwdOf(Path qmailDir) {
        return qmailDir.endsWith(VAR_QMAIL) ? root(qmailDir).map(root -> root.resolve(ETC_PASSWD)) : Optional.empty();
    }

    private static Optional<Path> root(Path twoBelow) {
        return Optional.ofNullable(twoBelow.toAbsolutePath().getParent()).map(Path::getParent);
    }

    Path shadow() {
        return passwd.resolveSibling("shadow");
    }

    /// Where a home is. In a copy of a machine only there: the same path here is another person's.
    Path home(Path written) {
        return passwd.endsWith(ETC_PASSWD)
                ? root(passwd)
                        .map(root -> root.resolve(
                                Path.of("/").relativize(written.normalize()).toString()))
                        .orElse(written)
                : written;
    }
}
