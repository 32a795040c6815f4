/// Domains whose mailboxes are on another server: who is there, and how qmail-queue takes mail.
@NullMarked
package org.sekisho.gateway;

import org.jspecify.annotations.NullMarked;
