package org.sekisho.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.sekisho.accounts.LoginSettings;
import org.sekisho.accounts.Service;
import org.sekisho.config.Settings;
import org.sekisho.delivery.RetryPolicy;
import org.sekisho.dns.DnsSettings;
import org.sekisho.gate.Policy;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Quota;
import org.sekisho.mailbox.SpecialUse;
import org.sekisho.notice.NoticeSettings;
import org.sekisho.smtp.client.Dialer;
import org.sekisho.smtp.client.NextHops;
import org.sekisho.smtp.client.Timeouts;
import org.sekisho.smtp.server.SmtpSettings;

/// The settings in the words of each part.
record Translation(Settings settings) {
    Policy policy(long ownUid) {
        Set<Long> uids = new HashSet<>(settings.local().sendmailUids());
        uids.add(0L);
        uids.add(ownUid);
        return new Policy(
                settings.hostname(),
                settings.relay().trustedNetworks(),
                uids,
                settings.budget(),
                settings.relay().refuseOwnSenders(),
                settings.gateways());
    }

    LoginSettings login() {
        return new LoginSettings(
                settings.login().penaltyExempt(),
                settings.login().authOnSmtp(),
                settings.login().hashThreads(),
                settings.login().hashQueue());
    }

    SmtpSettings smtp(Service service) {
        var limits = settings.limits();
        return SmtpSettings.of(service, settings.hostname(), settings.timezone())
                .with(new SmtpSettings.Limits(
                        limits.messageOctets(),
                        limits.recipients(),
                        limits.headerOctets(),
                        limits.receivedHops(),
                        limits.errorsBeforeDelay(),
                        limits.errors(),
                        limits.idleCommands()))
                .with(new SmtpSettings.Times(
                        limits.commandTimeout(),
                        limits.dataTimeout(),
                        limits.messageTime(),
                        limits.sessionTime(),
                        limits.greetingDelay(),
                        limits.errorDelay()))
                .withXclientHosts(settings.proxy().xclient().networks());
    }

    NoticeSettings notices() {
        Settings.Notice notice = settings.notice();
        return new NoticeSettings(notice.interval(), notice.timeout(), notice.programs(), notice.programUser());
    }

    Mailboxes.Terms mailboxes() {
        var mailbox = settings.mailbox();
        var quota = new Quota(
                mailbox.octets().orElse(Long.MAX_VALUE),
                mailbox.messages().map(Integer::longValue).orElse(Long.MAX_VALUE));
        return new Mailboxes.Terms(new Quota.Rule(quota, mailbox.softPercent()), mailbox.keepExpunged());
    }

    /// What an account's list begins with.
    Map<SpecialUse, MailboxName> folders() {
        return settings.mailbox().folders().stream()
                .collect(Collectors.toMap(
                        folder -> switch (folder.use()) {
                            case DRAFTS -> SpecialUse.DRAFTS;
                            case SENT -> SpecialUse.SENT;
                            case JUNK -> SpecialUse.JUNK;
                            case TRASH -> SpecialUse.TRASH;
                            case ARCHIVE -> SpecialUse.ARCHIVE;
                        },
                        folder -> new MailboxName(folder.name())));
    }

    RetryPolicy retryPolicy() {
        var queue = settings.queue();
        return new RetryPolicy(
                queue.firstRetry(),
                queue.maxRetry(),
                queue.factor(),
                queue.delayWarning(),
                queue.lifetime(),
                queue.bounceLifetime());
    }

    DnsSettings dns() throws IOException {
        var dns = settings.dns();
        return dns.servers().isEmpty()
                ? DnsSettings.ofSystem(DnsSettings.RESOLV_CONF)
                : new DnsSettings(dns.servers(), dns.timeout(), dns.rounds(), dns.cacheEntries());
    }

    NextHops.Family family() {
        return switch (settings.delivery().family()) {
            case IPV6_FIRST -> NextHops.Family.IPV6_FIRST;
            case IPV4_FIRST -> NextHops.Family.IPV4_FIRST;
            case IPV6_ONLY -> NextHops.Family.IPV6_ONLY;
            case IPV4_ONLY -> NextHops.Family.IPV4_ONLY;
        };
    }

    Dialer.Identity identity() {
        return new Dialer.Identity(
                settings.delivery().helo().orElse(settings.hostname()).name(),
                settings.delivery().sourceIpv4(),
                settings.delivery().sourceIpv6());
    }

    Timeouts timeouts() {
        var timeouts = settings.delivery().timeouts();
        return new Timeouts(
                timeouts.connect(),
                timeouts.command(),
                timeouts.dataBegin(),
                timeouts.dataBlock(),
                timeouts.dataEnd(),
                Timeouts.DEFAULT.quit(),
                timeouts.conversation());
    }

    /// The tables whose change a running server cannot follow, for the person who asked for a reload.
    static String needingRestart(Settings before, Settings now) {
        List<String> changed = new ArrayList<>();
        note(changed, "hostname", before.hostname(), now.hostname());
        note(changed, "data", before.data(), now.data());
        note(changed, "timezone", before.timezone(), now.timezone());
        note(changed, "admin", before.admin(), now.admin());
        note(changed, "own_addresses", before.ownAddresses(), now.ownAddresses());
        note(changed, "[store]", before.store(), now.store());
        note(changed, "the files of [tls]", before.tls(), now.tls());
        note(changed, "[[listener]]", before.listeners(), now.listeners());
        note(changed, "[login]", before.login(), now.login());
        note(changed, "[delivery]", before.delivery(), now.delivery());
        note(changed, "[dns]", before.dns(), now.dns());
        note(changed, "[mailbox]", before.mailbox(), now.mailbox());
        note(changed, "[log]", before.log(), now.log());
        return String.join(", ", changed);
    }

    private static void note(List<String> changed, String name, Object before, Object now) {
        if (!before.equals(now)) {
            changed.add(name);
        }
    }
}
