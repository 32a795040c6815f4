/// Mailboxes: UIDs, flags, modification sequences, quota.
@NullMarked
package org.sekisho.mailbox;

import org.jspecify.annotations.NullMarked;
