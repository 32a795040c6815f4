package org.sekisho.migration;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.sekisho.accounts.AccountId;
import org.sekisho.doctor.Text;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.migration.Plan.NewAccount;
import org.sekisho.qmail.MaildirReader;
import org.sekisho.qmail.MaildirWalk;
import org.sekisho.qmail.NotCarried;
import org.sekisho.qmail.PopIds;
import org.sekisho.store.Blobs;

/// The mail of one account after the other. For one thread.
final class MailStep {
    private static final Text UNREADABLE = new Text("the server may not read it", "サーバーの実行ユーザーに読み取り権限がありません");
    private static final Text ALLOW = new Text(
            "let the server's user read it (setfacl -R -m u:USER:rX FOLDER, and x on the folders above), run it again",
            "サーバーの実行ユーザーに読み取りを許可し（setfacl -R -m u:USER:rX FOLDER、上位フォルダーには x）、再実行してください。");
    private static final Text ABSENT = new Text(
            "no mail is brought: neither this folder is there nor the one above it",
            "このフォルダーも上位フォルダーもないため、メールを取り込めません");
    private static final Text MOUNT = new Text(
            "nothing, if the user never got mail; else mount or copy it there and run the import again",
            "メールを受け取ったことがなければ対処は不要です。そうでなければマウントまたはコピーして再実行してください。");
    private static final Text AGAIN = new Text("mend it and run the import again", "直してから再実行してください。");

    private final Mailboxes mailboxes;
    private final Blobs blobs;
    private final PopIds popIds;
    private final boolean dry;
    private final Tally tally;
    private final Pace pace;

    MailStep(Mailboxes mailboxes, Blobs blobs, InstantSource clock, PopIds popIds, boolean dry, Tally tally) {
        this.mailboxes = mailboxes;
        this.blobs = blobs;
        this.popIds = popIds;
        this.dry = dry;
        this.tally = tally;
        this.pace = new Pace(clock, tally);
    }

    /// @param id empty in a dry run, when the account is not there yet
    Line.Mail bring(NewAccount account, Path named, Optional<AccountId> id) throws IOException {
        if (Files.isSymbolicLink(named) && !ownedByRoot(named)) {
            remark(named, new Text("a user's link is not followed", "ユーザーが作ったリンクはたどりません"), Remark.NOTHING);
            return Line.Mail.NONE;
        }
        var folders = new FolderStep(account.address(), mailboxes, blobs, id, dry, tally, pace);
        try {
            Path maildir = Files.isSymbolicLink(named) ? named.toRealPath() : named;
            MaildirWalk walk = MaildirReader.walk(maildir, popIds, folders);
            folders.end();
            for (NotCarried each : walk.notCarried()) {
                tally.line(new Line.OfRemark(Remark.of(each)));
            }
            id.ifPresent(owner -> new Subscriptions(mailboxes, owner, dry).bring(maildir));
        } catch (NoSuchFileException e) {
            if (isHidden(named)) {
                remark(named, UNREADABLE, ALLOW);
            } else if (Files.notExists(named.resolveSibling(""))) {
                remark(named, ABSENT, MOUNT);
            } // else nobody has ever got mail there
        } catch (AccessDeniedException e) {
            folders.flush();
            remark(Path.of(e.getFile()), UNREADABLE, ALLOW);
        } catch (FileSystemException e) { // one bad folder must not cost the other accounts
            folders.flush();
            String why = String.valueOf(e);
            remark(named, new Text("it cannot be read to its end: " + why, "最後まで読めません: " + why), AGAIN);
        } finally {
            folders.discard();
        }
        return folders.sum();
    }

    private static boolean ownedByRoot(Path link) throws IOException {
        return ((Number) Files.getAttribute(link, "unix:uid", LinkOption.NOFOLLOW_LINKS)).longValue() == 0;
    }

    /// Whether it may be there all the same.
    private static boolean isHidden(Path maildir) {
        return !Files.exists(maildir) && !Files.notExists(maildir);
    }

    private void remark(Path file, Text why, Text todo) throws IOException {
        tally.line(new Line.OfRemark(Remark.of(file.toString(), "", why, todo)));
    }
}
