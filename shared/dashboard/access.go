package dashboard

import "earshot/shared/cx"

// What a route needs that is no role in one shop.
const (
	anyone    cx.Role = "anyone"    // no session
	anybody   cx.Role = "anybody"   // a session of somebody who has a role in some shop
	installer cx.Role = "installer" // an address that the installation names as an owner
)

// needs is the one place that says who may do what: for each route the least role. A route that is not in it is for
// owners alone, and a test fails until it is.
//
// Numbers, answers and what waits are for everybody in the shop; whatever shows a name or an address, or does something
// to one customer, for agents; and what changes the shop, what it sends or who may see it, for owners.
func needs() map[string]cx.Role {
	return map[string]cx.Role{
		"GET /{$}":                              anyone,
		"GET /dashboard/signin":                 anyone,
		"POST /dashboard/signin":                anyone,
		"GET /dashboard/signin/link/{secret}":   anyone,
		"POST /dashboard/signin/enter":          anyone,
		"POST /dashboard/signin/out":            anyone,
		"GET /dashboard/signin/reply/{secret}":  anyone,
		"POST /dashboard/signin/reply":          anyone,
		"GET /dashboard/{shop}/logo":            anyone,
		"/dashboard/":                           anyone,
		"GET /dashboard":                        anybody,
		"GET /dashboard/{$}":                    anybody,
		"GET /dashboard/sessions":               anybody,
		"POST /dashboard/sessions/end":          anybody,
		"GET /dashboard/new":                    installer,
		"POST /dashboard/new":                   installer,
		"GET /dashboard/{shop}":                 cx.Analyst,
		"GET /dashboard/{shop}/by":              cx.Analyst,
		"GET /dashboard/{shop}/answers.csv":     cx.Analyst,
		"GET /dashboard/{shop}/outbox":          cx.Analyst,
		"GET /dashboard/{shop}/orders/{order}":  cx.Analyst,
		"GET /dashboard/{shop}/health":          cx.Analyst,
		"POST /dashboard/{shop}/read":           cx.Agent,
		"POST /dashboard/{shop}/find":           cx.Agent,
		"GET /dashboard/{shop}/door":            cx.Agent,
		"GET /dashboard/{shop}/door/code.svg":   cx.Agent,
		"GET /dashboard/{shop}/rehearsal":       cx.Agent,
		"POST /dashboard/{shop}/orders/{order}": cx.Agent,
		"GET /dashboard/{shop}/live":            cx.Agent,
		"POST /dashboard/{shop}/live/person":    cx.Agent,

		"GET /dashboard/{shop}/rehearsal/mail/{order}":      cx.Agent,
		"GET /dashboard/{shop}/rehearsal/mail/{order}/html": cx.Agent,
		"GET /dashboard/{shop}/customers/{person}":          cx.Agent,
		"POST /dashboard/{shop}/customers/{person}":         cx.Agent,
		"POST /dashboard/{shop}/customers/{person}/file":    cx.Agent,
		"POST /dashboard/{shop}/customers/{person}/erase":   cx.Owner,
		"GET /dashboard/{shop}/customers/{person}/receipt":  cx.Owner,
		"GET /dashboard/{shop}/people":                      cx.Owner,
		"POST /dashboard/{shop}/people/invite":              cx.Owner,
		"POST /dashboard/{shop}/people/remove":              cx.Owner,
		"POST /dashboard/{shop}/people/key":                 cx.Owner,
		"POST /dashboard/{shop}/people/revoke":              cx.Owner,
		"GET /dashboard/{shop}/log":                         cx.Owner,

		"GET /dashboard/{shop}/alerts":                             cx.Owner,
		"POST /dashboard/{shop}/alerts":                            cx.Owner,
		"GET /dashboard/{shop}/connections":                        cx.Owner,
		"GET /dashboard/{shop}/connections/{platform}":             cx.Owner,
		"POST /dashboard/{shop}/connections/{platform}/secret":     cx.Owner,
		"POST /dashboard/{shop}/connections/{platform}/end":        cx.Owner,
		"POST /dashboard/{shop}/connections/{platform}/disconnect": cx.Owner,
		"GET /dashboard/{shop}/kept":                               cx.Owner,
		"POST /dashboard/{shop}/kept/replay":                       cx.Owner,
		"POST /dashboard/{shop}/kept/throw":                        cx.Owner,
		"POST /dashboard/{shop}/live":                              cx.Owner,
		"POST /dashboard/{shop}/live/rehearse":                     cx.Owner,
		"POST /dashboard/{shop}/live/ramp":                         cx.Owner,
		"POST /dashboard/{shop}/live/pause":                        cx.Owner,
		"GET /dashboard/{shop}/rehearsal/history":                  cx.Owner,
		"POST /dashboard/{shop}/rehearsal/history":                 cx.Owner,
		"GET /dashboard/{shop}/settings":                           cx.Owner,
		"POST /dashboard/{shop}/settings":                          cx.Owner,
		"POST /dashboard/{shop}/settings/reply":                    cx.Owner,
		"POST /dashboard/{shop}/logo":                              cx.Owner,
		"GET /dashboard/{shop}/domain":                             cx.Owner,
		"GET /dashboard/{shop}/texts":                              cx.Owner,
		"POST /dashboard/{shop}/texts":                             cx.Owner,
		"GET /dashboard/{shop}/texts/mail":                         cx.Owner,
		"POST /dashboard/{shop}/texts/publish":                     cx.Owner,
		"POST /dashboard/{shop}/texts/revert":                      cx.Owner,
		"POST /dashboard/{shop}/texts/drop":                        cx.Owner,
		"POST /dashboard/{shop}/texts/send":                        cx.Owner,
	}
}

// leastFor is what a route of a shop needs.
func leastFor(pattern string) cx.Role {
	if least, ok := needs()[pattern]; ok {
		return least
	}
	return cx.Owner
}
