// Package v20170312 stands in for the client of Tencent's VPC, a module that not every proxy of Go modules has. flannel
// is linked with it, and its backend of this name, which no test uses, gets an error.
package v20170312

import "errors"

// Filter narrows the route tables that are asked for.
type Filter struct {
	Name   *string
	Values []*string
}

// Route is an entry of a route table.
type Route struct {
	DestinationCidrBlock, GatewayType, GatewayId, RouteType *string
	RouteId                                                 *uint64
	Enabled                                                 *bool
}

// RouteTable is a route table of a VPC.
type RouteTable struct {
	RouteTableId *string
	RouteSet     []*Route
}

// DescribeRouteTablesRequest asks for route tables.
type DescribeRouteTablesRequest struct {
	Filters []*Filter
}

// DescribeRouteTablesResponse has the route tables.
type DescribeRouteTablesResponse struct {
	Response *struct{ RouteTableSet []*RouteTable }
}

// RoutesRequest names routes of a table.
type RoutesRequest struct {
	RouteTableId *string
	Routes       []*Route
}

// Client would ask Tencent's servers.
type Client struct{}

var errNoClient = errors.New("this flanneld is built without the client of Tencent's VPC")

// NewClientWithSecretId returns a client that answers nothing.
func NewClientWithSecretId(_, _, _ string) (*Client, error) { return &Client{}, nil }

// NewDescribeRouteTablesRequest returns an empty request.
func NewDescribeRouteTablesRequest() *DescribeRouteTablesRequest {
	return &DescribeRouteTablesRequest{}
}

// NewDeleteRoutesRequest returns an empty request.
func NewDeleteRoutesRequest() *RoutesRequest { return &RoutesRequest{} }

// NewCreateRoutesRequest returns an empty request.
func NewCreateRoutesRequest() *RoutesRequest { return &RoutesRequest{} }

// DescribeRouteTables fails.
func (*Client) DescribeRouteTables(*DescribeRouteTablesRequest) (*DescribeRouteTablesResponse, error) {
	return nil, errNoClient
}

// DeleteRoutes fails.
func (*Client) DeleteRoutes(*RoutesRequest) (any, error) { return nil, errNoClient }

// CreateRoutes fails.
func (*Client) CreateRoutes(*RoutesRequest) (any, error) { return nil, errNoClient }
