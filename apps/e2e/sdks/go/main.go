// The services of `sdks.e2e.spec.ts` in Go. `PORT` says where they listen on loopback.
package main

import (
	"context"
	"log"
	"os"

	"github.com/restatedev/sdk-go/server"
)

func main() {
	endpoint := server.NewRestate().Bind(counter()).Bind(signup()).Bind(steps())
	if err := endpoint.Start(context.Background(), "127.0.0.1:"+os.Getenv("PORT")); err != nil {
		log.Fatal(err)
	}
}
