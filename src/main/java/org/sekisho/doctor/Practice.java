package org.sekisho.doctor;

import static org.sekisho.doctor.Wording.text;

/// What the same things are called, and how the same things are done, in one mail server.
/// @param sender what sends
/// @param waiting where messages lie that nobody has looked at
/// @param lifetime what says how long a message is tried
/// @param stop how to stop all delivery
/// @param read how to read one message
/// @param remove how to remove the rest
/// @param trusted where it is said who may send without a login
/// @param unknown how unknown recipients are refused while the client is there
/// @param places what says how many deliveries there may be at a time
/// @param logs where its logs usually are
record Practice(
        Text sender,
        Text waiting,
        Text lifetime,
        Text stop,
        Text read,
        Text remove,
        Text trusted,
        Text unknown,
        Text places,
        Text logs) {
    static final Practice QMAIL = new Practice(
            text("qmail-send", "qmail-send"),
            text("queue/todo", "queue/todo"),
            text("control/queuelifetime", "control/queuelifetime"),
            text("stop qmail-send", "qmail-send を止める"),
            text("read one of its messages (queue/mess)", "一通を読んで (queue/mess) 確認する"),
            text("remove the rest from the queue with qmail-send stopped", "qmail-send を止めてから残りをキューから削除する"),
            text("look in tcp.smtp for a RELAYCLIENT that covers it", "tcp.smtp に該当する RELAYCLIENT がないか調べる"),
            text("Refuse unknown recipients at RCPT (chkuser).", "存在しない宛先は RCPT の段階で拒否する (chkuser)。"),
            text("control/concurrencyremote", "control/concurrencyremote"),
            text(
                    "Usual places: /var/log/qmail/qmail-send/current, /var/log/maillog.",
                    "通常の場所: /var/log/qmail/qmail-send/current、/var/log/maillog。"));

    static final Practice POSTFIX = new Practice(
            text("qmgr", "qmgr"),
            text("incoming, maildrop", "incoming・maildrop"),
            text("maximal_queue_lifetime", "maximal_queue_lifetime"),
            text("hold everything (postsuper -h ALL)", "全メールを保留する (postsuper -h ALL)"),
            text("read one of its messages (postcat -q ID)", "一通を読んで (postcat -q ID) 確認する"),
            text("remove the rest (postsuper -d ID)", "残りを削除する (postsuper -d ID)"),
            text(
                    "look in main.cf for a mynetworks or check_client_access that covers it",
                    "main.cf の mynetworks や check_client_access に該当するものがないか調べる"),
            text(
                    "Refuse unknown recipients (local_recipient_maps, relay_recipient_maps).",
                    "存在しない宛先は受信時に拒否する (local_recipient_maps、relay_recipient_maps)。"),
            text("default_process_limit", "default_process_limit"),
            text("Usual places: /var/log/mail.log, /var/log/maillog.", "通常の場所: /var/log/mail.log、/var/log/maillog。"));

    static final Practice SEKISHO = new Practice(
            text("the server", "サーバー"),
            text("not tried yet", "未配送"),
            text("queue.lifetime", "queue.lifetime"),
            text("hold everything (sekisho queue hold --all)", "全メールを保留する (sekisho queue hold --all)"),
            text("look at one of its messages (sekisho queue show ID)", "一通を確認する (sekisho queue show ID)"),
            text(
                    "remove the rest (sekisho queue remove --account NAME)",
                    "残りを削除する (sekisho queue remove --account NAME)"),
            text(
                    "look in relay.trusted_networks for a network that covers it",
                    "relay.trusted_networks に該当するネットワークがないか調べる"),
            text(
                    "See with `sekisho mailq` what they are about: Sekisho itself refuses unknown recipients at once.",
                    "sekisho mailq で元のメールを確かめる。存在しない宛先は Sekisho がその場で拒否している。"),
            text("queue.concurrency", "queue.concurrency"),
            text("log.file in the settings says where it is.", "場所は設定の log.file にある。"));
}
