// Package cx is Earshot's business: shops, customers, orders, touchpoints, surveys, invitations and responses, and the
// rules about them as pure functions of (facts, now). Who reads it knows what Earshot does.
//
// It promises that nothing here reads a clock, the environment or a random source, and that types which hold personal
// data (Email, Name) redact themselves when they are printed.
//
// It is not storage (ledger), not transport (webhooks, answers, dashboard), not wording (mail), and imports the
// standard library only: the business outlives every library.
package cx
