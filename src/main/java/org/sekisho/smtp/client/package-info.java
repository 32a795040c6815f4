/// One outgoing SMTP conversation (RFC 5321 §3, client side).
@NullMarked
package org.sekisho.smtp.client;

import org.jspecify.annotations.NullMarked;
