package dashboard

import (
	"bytes"
	"context"
	"encoding/json"

	"earshot/shared/cx"
)

// Operate does what whoever may invoke the function asks for, past the web: {"signin": "owner@example.com"} makes a
// sign-in link, because in the mail service's sandbox no mail arrives. {"origin": "https://..."} is where the link shall
// lead; without it and without an own link domain the link is a path of the API.
func (a App) Operate(ctx context.Context, event json.RawMessage) (any, error) {
	var asked struct {
		SignIn string `json:"signin"`
		Origin string `json:"origin"`
	}
	d := json.NewDecoder(bytes.NewReader(event))
	d.DisallowUnknownFields()
	if err := d.Decode(&asked); err != nil || asked.SignIn == "" {
		return nil, &cx.Error{Kind: cx.Invalid, Text: `Ask like this: {"signin": "owner@example.com"}`, Cause: err}
	}
	if asked.Origin == "" {
		asked.Origin = a.Origin
	}
	link, err := a.SignInLink(ctx, asked.SignIn, asked.Origin)
	if err != nil {
		return nil, err
	}
	return map[string]string{"link": link}, nil
}
