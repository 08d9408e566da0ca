package minio

import "testing"

func TestAddress(t *testing.T) {
	for name, test := range map[string]struct {
		env    map[string]string
		want   string
		secure bool
	}{
		"Host":        {map[string]string{"STORAGE_ENDPOINT": "minio"}, "minio:9000", false},
		"HostAndPort": {map[string]string{"STORAGE_ENDPOINT": "minio", "STORAGE_PORT": "9001"}, "minio:9001", false},
		"InOne":       {map[string]string{"STORAGE_ENDPOINT": " minio:9001\r"}, "minio:9001", false},
		"URL":         {map[string]string{"STORAGE_ENDPOINT": "https://s3.example.com:443/"}, "s3.example.com:443", true},
		"SamePort":    {map[string]string{"STORAGE_ENDPOINT": "http://minio:9001", "STORAGE_PORT": "09001"}, "minio:9001", false},
		"IPv6":        {map[string]string{"STORAGE_ENDPOINT": "::1"}, "[::1]:9000", false},
	} {
		t.Run(name, func(t *testing.T) {
			test.env["STORAGE_ACCESS_KEY"], test.env["STORAGE_SECRET_KEY"] = "a", "s"
			d := Describe()
			values, err := d.Read(func(name string) string { return test.env[name] })
			if err != nil {
				t.Fatal(err)
			}
			if got, secure := address(values); got != test.want || secure != test.secure {
				t.Errorf("got %s, TLS: %v", got, secure)
			}
		})
	}
}
