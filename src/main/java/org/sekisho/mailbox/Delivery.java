package org.sekisho.mailbox;

import java.time.Instant;
import org.sekisho.store.BlobId;

/// A message on its way into a mailbox.
/// @param deliveryId the same at every retry (queue id and recipient): a second append with it does nothing
/// @param octets of body plus `head`
/// @param head octets to read before the body: Return-Path and Delivered-To of this recipient, CRLF line ends
public record Delivery(String deliveryId, BlobId body, long octets, byte[] head, Instant internalDate) {}
