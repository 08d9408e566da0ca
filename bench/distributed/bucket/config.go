package bucket

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"
)

// The variables of the environment that say where a bucket is, and the secrets that open it.
const (
	EndpointVariable = "AWS_ENDPOINT_URL"
	RegionVariable   = "AWS_REGION"
	// AccessKeyVariable, SecretKeyVariable and TokenVariable are secrets.
	AccessKeyVariable = "AWS_ACCESS_KEY_ID"
	SecretKeyVariable = "AWS_SECRET_ACCESS_KEY"
	TokenVariable     = "AWS_SESSION_TOKEN"
)

// Config is where a bucket is and what opens it.
type Config struct {
	// URL is s3://BUCKET or s3://BUCKET/PREFIX: under the prefix stand all objects.
	URL string
	// Endpoint is the base URL of the server, http or https; empty means Amazon's.
	Endpoint string
	// Region is empty for us-east-1, which other servers than Amazon's ignore.
	Region string
	// AccessKey, SecretKey and Token (empty for keys that last) are secrets.
	AccessKey, SecretKey, Token string
}

// FromEnvironment reads the endpoint and the credentials of the bucket at a URL. The error names the variable that is missing.
func FromEnvironment(address string, lookup func(name string) string) (Config, error) {
	c := Config{
		URL: address, Endpoint: lookup(EndpointVariable), Region: lookup(RegionVariable),
		AccessKey: lookup(AccessKeyVariable), SecretKey: lookup(SecretKeyVariable), Token: lookup(TokenVariable),
	}
	if _, _, err := c.place(); err != nil {
		return Config{}, err
	}
	if c.AccessKey == "" || c.SecretKey == "" {
		return Config{}, fmt.Errorf("bucket %s: set %s and %s to credentials that may read and write there", c.URL, AccessKeyVariable, SecretKeyVariable)
	}
	_, _, err := c.server()
	return c, err
}

// Environment is what a generator needs to find the bucket, without the secrets.
func (c Config) Environment() map[string]string {
	return map[string]string{EndpointVariable: c.Endpoint, RegionVariable: c.Region}
}

// Secrets are the variables with the credentials.
func (c Config) Secrets() map[string]string {
	return map[string]string{AccessKeyVariable: c.AccessKey, SecretKeyVariable: c.SecretKey, TokenVariable: c.Token}
}

// In is the same bucket with a longer prefix.
func (c Config) In(folder string) Config {
	c.URL = strings.TrimSuffix(c.URL, "/") + "/" + folder
	return c
}

// Parts of the rule of S3 for names: of buckets, and of objects as far as this package makes them.
var (
	bucketName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)
	prefixName = regexp.MustCompile(`^[A-Za-z0-9._/-]{0,500}$`)
)

// place is the bucket's name, and its prefix without a slash at either end.
func (c Config) place() (name, prefix string, err error) {
	u, err := url.Parse(c.URL)
	switch {
	case err != nil || u.Scheme != "s3" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Port() != "" || !bucketName.MatchString(u.Host):
		return "", "", fmt.Errorf("bucket %q: want s3://BUCKET or s3://BUCKET/PREFIX", c.hidden())
	case !prefixName.MatchString(u.Path):
		return "", "", fmt.Errorf("bucket %s: want a prefix of at most 500 letters, digits, dots, hyphens, underscores and slashes", c.URL)
	}
	return u.Host, strings.Trim(path.Clean("/"+u.Path), "/"), nil
}

// hidden is the URL as far as it can be shown when it is wrong: who puts a password into it must not find it in a log.
func (c Config) hidden() string {
	if _, after, ok := strings.Cut(c.URL, "@"); ok {
		return "...@" + after
	}
	return c.URL
}

// server is the server's host and port, and whether it speaks TLS.
func (c Config) server() (host string, secure bool, err error) {
	u, err := url.Parse(cmp.Or(c.Endpoint, "https://s3.amazonaws.com"))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || strings.Trim(u.Path, "/") != "" {
		return "", false, errors.New(EndpointVariable + ": want http://HOST:PORT or https://HOST:PORT, and nothing more")
	}
	return u.Host, u.Scheme == "https", nil
}
