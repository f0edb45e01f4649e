// The vendor's own simulator of a vCenter, as a program: vcsim VMS ADDRESS.
package main

import (
	"fmt"
	"net/url"
	"os"
	"strconv"

	"github.com/vmware/govmomi/simulator"
)

func main() {
	count, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	model := simulator.VPX()
	model.Machine = count
	if err := model.Create(); err != nil {
		panic(err)
	}
	model.Service.Listen = &url.URL{Host: os.Args[2], User: url.UserPassword("user", "pass")}
	server := model.Service.NewServer()
	fmt.Println("ready", server.URL.Host)
	// Until its standard input ends.
	buffer := make([]byte, 1)
	for {
		if _, err := os.Stdin.Read(buffer); err != nil {
			break
		}
	}
	server.Close()
}
