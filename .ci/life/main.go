// Command life lives the life of one purchase through the built functions, in sam local, on DynamoDB Local and with a
// server that plays SES: webhooks -> dispatch -> the mail that was really sent -> answers -> reactions -> dashboard, and
// the ends of it: what SES reports, and unsubscribing. It checks each step by what a merchant or a customer would see.
//
// .ci/life.sh starts what it needs and tells where that is. It ends with status 1 at the first step that goes wrong.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"
)

func main() {
	log.SetFlags(0)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	err := live(ctx)
	cancel()
	if err != nil {
		log.Fatalf("  life: %v", err)
	}
}

// step is one thing that happens in the life of a purchase.
type step struct {
	name string
	do   func(context.Context) error
}

func live(ctx context.Context) error {
	l, err := prepare(ctx)
	if err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	for _, s := range l.steps() {
		began := time.Now()
		if err := s.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		fmt.Printf("  %-72s %5d ms\n", s.name, time.Since(began).Milliseconds())
	}
	return nil
}

// place is where the parts are, from the environment.
func place(name string) (string, error) {
	at := os.Getenv(name)
	if at == "" {
		return "", fmt.Errorf("%s is empty: .ci/life.sh sets it", name)
	}
	return at, nil
}
