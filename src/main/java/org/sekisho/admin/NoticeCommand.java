package org.sekisho.admin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.address.Mailbox;
import org.sekisho.admin.AdminException.Kind;
import org.sekisho.notice.NoticeTarget;
import org.sekisho.notice.NoticeTargets;

/// Who is told of an account's new mail.
public final class NoticeCommand {
    private final Accounts accounts;
    private final NoticeTargets targets;
    private final BooleanSupplier programs;

    /// @param programs whether programs may be run, by the settings
    public NoticeCommand(Accounts accounts, NoticeTargets targets, BooleanSupplier programs) {
        this.accounts = accounts;
        this.targets = targets;
        this.programs = programs;
    }

    List<Command> all() {
        return List.of(Command.of("account.notice", this::notice, "address", "url", "program", "off"));
    }

    private Map<String, Object> notice(Call call) throws AdminException, DirectoryException {
        var arguments = call.arguments();
        Mailbox address = arguments.read("address", Mailbox::of);
        AccountId account = accounts.require(address).id();
        Optional<NoticeTarget> url = arguments.readOptional("url", NoticeTarget::url);
        Optional<NoticeTarget> program = arguments.readOptional("program", NoticeTarget::program);
        boolean off = arguments.flag("off");
        int given = (url.isPresent() ? 1 : 0) + (program.isPresent() ? 1 : 0) + (off ? 1 : 0);
        if (given > 1) {
            throw new AdminException(Kind.USAGE, "one of --url, --program and --off");
        }
        if (program.isPresent() && !programs.getAsBoolean()) {
            throw new AdminException(Kind.REFUSED, "programs may not be run: set notice.programs = true first");
        }
        if (given == 1) {
            targets.set(account, url.or(() -> program));
        }
        return Fields.of(
                "account",
                address,
                "notice",
                targets.of(account).map(NoticeTarget::text).orElse("off"));
    }
}
