// dry-run applies Calico's resources as calicoctl does, without a change to the cluster of KUBECONFIG.
//
// It reads one resource a line, as JSON, and answers each with a line of JSON: an empty text, or why calicoctl or the
// API server refuses it. Every write passes a proxy that makes it a dry run.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"

	"github.com/projectcalico/calico/calicoctl/calicoctl/commands/common"
	"github.com/projectcalico/calico/calicoctl/calicoctl/resourcemgr"
	"github.com/projectcalico/calico/libcalico-go/lib/apiconfig"
	"github.com/projectcalico/calico/libcalico-go/lib/clientv3"
	"github.com/sirupsen/logrus"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// The client waits between requests beyond this many a second.
const requestsPerSecond = 100000

// longestLine is the most bytes that a resource has.
const longestLine = 1 << 24

// proxyTo returns a handler that passes requests on to an API server, its writes as dry runs.
func proxyTo(config *rest.Config) (http.Handler, error) {
	target, err := url.Parse(config.Host)
	if err != nil {
		return nil, err
	}
	transport, err := rest.TransportFor(config)
	if err != nil {
		return nil, err
	}
	rewrite := func(request *httputil.ProxyRequest) {
		request.SetURL(target)
		if request.In.Method != http.MethodGet {
			query := request.Out.URL.Query()
			query.Set("dryRun", "All")
			request.Out.URL.RawQuery = query.Encode()
		}
	}
	return &httputil.ReverseProxy{Transport: transport, Rewrite: rewrite}, nil
}

// connected returns calicoctl's client of a server without authentication.
func connected(server string) (clientv3.Interface, error) {
	config := apiconfig.NewCalicoAPIConfig()
	config.Spec.DatastoreType = apiconfig.Kubernetes
	config.Spec.K8sAPIEndpoint = server
	config.Spec.K8sClientQPS = requestsPerSecond
	return clientv3.New(*config)
}

// applied does with a file of one resource what `calicoctl apply` does, and returns what it would fail with.
func applied(client clientv3.Interface, path string) (err error) {
	defer func() {
		if found := recover(); found != nil {
			err = fmt.Errorf("calicoctl ends with a panic: %v", found)
		}
	}()
	read, err := resourcemgr.CreateResourcesFromFile(path)
	if err != nil {
		return err
	}
	if len(read) != 1 {
		return fmt.Errorf("expected one resource, found %d", len(read))
	}
	resource, ok := read[0].(resourcemgr.ResourceObject)
	if !ok {
		return errors.New("expected a resource, found a list")
	}
	_, err = common.ExecuteResourceAction(map[string]any{}, client, resource, common.ActionApply)
	return err
}

// answer applies each line that is read.
func answer(client clientv3.Interface, folder string, lines io.Reader, answers io.Writer) error {
	path := filepath.Join(folder, "resource.json")
	scanner := bufio.NewScanner(lines)
	scanner.Buffer(nil, longestLine)
	encoder := json.NewEncoder(answers)
	for scanner.Scan() {
		if err := os.WriteFile(path, scanner.Bytes(), 0o600); err != nil {
			return err
		}
		told := ""
		if err := applied(client, path); err != nil {
			told = err.Error()
		}
		if err := encoder.Encode(told); err != nil {
			return err
		}
	}
	return scanner.Err()
}

func run() error {
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	if err != nil {
		return err
	}
	handler, err := proxyTo(config)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go http.Serve(listener, handler)
	client, err := connected("http://" + listener.Addr().String())
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "cni-dry-run-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	return answer(client, folder, os.Stdin, os.Stdout)
}

func main() {
	logrus.SetLevel(logrus.FatalLevel)
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
