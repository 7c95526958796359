// Command answers is the function behind /r and /u: it takes what customers say.
package main

import (
	"context"
	"errors"
	"log"
	"os"

	"earshot/shared/answers"
	"earshot/shared/start"
	"earshot/shared/start/edge"
	"earshot/shared/words"
)

func main() {
	p, err := start.Open(context.Background(), os.Environ())
	if err != nil {
		log.Fatal(err)
	}
	book, errBook := words.Load()
	app, err := answers.App{Facts: p.Facts, Words: book, Now: p.Clock.Now, Random: p.Random, Log: p.Log}.Handler()
	edge.Serve(p, app, errors.Join(errBook, err), nil)
}
