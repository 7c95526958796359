// Package setup is what the function for setting up a shop needs besides package start: what it asks of SES, DNS and the
// queues, and how a kept webhook is played again. It is apart from start, so that no other function links these.
package setup

import (
	"earshot/shared/dashboard"
	"earshot/shared/start"
	"earshot/shared/start/queues"
	"earshot/shared/start/sender"
	"earshot/shared/webhooks"
)

// App is the dashboard with all that its Setup asks.
func App(p start.Parts) dashboard.App {
	hooks := &webhooks.App{Facts: p.Facts, Now: p.Clock.Now, Log: p.Log}
	app := dashboard.App{
		Facts: p.Facts, Owners: p.Owners(), Now: p.Clock.Now, Random: p.Random, Log: p.Log, Origin: p.Config.Origin, Replay: hooks.Replay,
	}
	app.DNS, app.Service = sender.Look(p)
	if q := queues.Of(p); q != nil {
		app.Queues = q.Depth
	}
	return app
}
