/// One SMTP, submission or LMTP session each.
@NullMarked
package org.sekisho.smtp.server;

import org.jspecify.annotations.NullMarked;
