/// Mailboxes as files: Maildir++, mbox and zip, written and read by whoever asks.
@NullMarked
package org.sekisho.archive;

import org.jspecify.annotations.NullMarked;
