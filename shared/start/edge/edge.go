// Package edge is how the functions behind HTTP serve: an http.Handler behind API Gateway. It is apart from start so that
// the functions without HTTP do not link a server.
package edge

import (
	"log"
	"net/http"

	"github.com/aws/aws-lambda-go/lambda"

	"earshot/shared/start"
	"earshot/shared/web"
	"earshot/shared/web/gateway"
)

// Serve runs an HTTP application as a function, with what else it may be invoked for (nil: nothing). err is what building
// the application said: the function ends at once, and the log says why.
func Serve(p start.Parts, app http.Handler, err error, direct gateway.Direct) {
	if err != nil {
		log.Fatal(err)
	}
	lambda.Start(gateway.New(web.Identify(p.Random, app), p.Log, direct))
}
