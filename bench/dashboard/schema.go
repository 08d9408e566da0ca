package dashboard

// The parts of Grafana's model of dashboards that are used, named as its published types name them (@grafana/schema 12.1.1). What those
// types leave open (a panel's options, its queries) is as the panel plugins of that version and the Prometheus data source have it.

// Dashboard is one dashboard.
type Dashboard struct {
	UID           string      `json:"uid"`
	Title         string      `json:"title"`
	Description   string      `json:"description"`
	Tags          []string    `json:"tags"`
	SchemaVersion int         `json:"schemaVersion"`
	Version       int         `json:"version"`
	Editable      bool        `json:"editable"`
	GraphTooltip  int         `json:"graphTooltip"`
	Refresh       string      `json:"refresh"`
	Timezone      string      `json:"timezone"`
	Time          Span        `json:"time"`
	Links         []Link      `json:"links"`
	Annotations   Annotations `json:"annotations"`
	Templating    Templating  `json:"templating"`
	Panels        []Panel     `json:"panels"`
}

// Span is a stretch of time as Grafana writes it ("now-15m").
type Span struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// Link leads from a dashboard to the others.
type Link struct {
	Title       string   `json:"title"`
	Type        string   `json:"type"`
	Tags        []string `json:"tags"`
	AsDropdown  bool     `json:"asDropdown"`
	IncludeVars bool     `json:"includeVars"`
	KeepTime    bool     `json:"keepTime"`
	TargetBlank bool     `json:"targetBlank"`
	Icon        string   `json:"icon"`
	Tooltip     string   `json:"tooltip"`
	URL         string   `json:"url"`
}

// Annotations are what is marked on the axis of time.
type Annotations struct {
	List []AnnotationQuery `json:"list"`
}

// AnnotationQuery finds annotations.
type AnnotationQuery struct {
	Name       string            `json:"name"`
	Datasource Source            `json:"datasource"`
	Enable     bool              `json:"enable"`
	Hide       bool              `json:"hide"`
	IconColor  string            `json:"iconColor"`
	BuiltIn    int               `json:"builtIn,omitempty"`
	Type       string            `json:"type,omitempty"`
	Target     *AnnotationTarget `json:"target,omitempty"`
}

// AnnotationTarget says which of Grafana's own annotations are meant.
type AnnotationTarget struct {
	Limit    int      `json:"limit"`
	MatchAny bool     `json:"matchAny"`
	Tags     []string `json:"tags"`
	Type     string   `json:"type"`
}

// Source names a data source.
type Source struct {
	Type string `json:"type"`
	UID  string `json:"uid"`
}

// Templating holds the variables.
type Templating struct {
	List []Variable `json:"list"`
}

// Variable is chosen at the top of a dashboard and stands in its queries as $name.
type Variable struct {
	Name        string        `json:"name"`
	Label       string        `json:"label"`
	Description string        `json:"description"`
	Type        string        `json:"type"`
	Datasource  Source        `json:"datasource"`
	Query       VariableQuery `json:"query"`
	Regex       string        `json:"regex,omitempty"`
	Refresh     int           `json:"refresh"`
	Sort        int           `json:"sort"`
	Multi       bool          `json:"multi"`
	IncludeAll  bool          `json:"includeAll"`
	AllValue    string        `json:"allValue,omitempty"`
	Hide        int           `json:"hide"`
	Current     *Option       `json:"current,omitempty"`
}

// VariableQuery asks for a variable's values.
type VariableQuery struct {
	Query string `json:"query"`
	RefID string `json:"refId"`
}

// Option is what is chosen of a variable; a variable of several values has lists.
type Option struct {
	Text  any `json:"text"`
	Value any `json:"value"`
}

// Panel is one panel, or the title of a row of them, which has only id, type, title, place, collapsed and panels.
type Panel struct {
	ID              int              `json:"id"`
	Type            string           `json:"type"`
	Title           string           `json:"title"`
	Description     string           `json:"description,omitempty"`
	GridPos         GridPos          `json:"gridPos"`
	Datasource      *Source          `json:"datasource,omitempty"`
	Targets         []Target         `json:"targets,omitempty"`
	FieldConfig     *FieldConfig     `json:"fieldConfig,omitempty"`
	Options         map[string]any   `json:"options,omitempty"`
	Transformations []Transformation `json:"transformations,omitempty"`
	// Collapsed and Panels are a row's alone.
	Collapsed *bool    `json:"collapsed,omitempty"`
	Panels    *[]Panel `json:"panels,omitempty"`
}

// GridPos is a place on a grid 24 wide.
type GridPos struct {
	X int `json:"x"`
	Y int `json:"y"`
	W int `json:"w"`
	H int `json:"h"`
}

// Target is one query of a panel.
type Target struct {
	RefID        string `json:"refId"`
	Datasource   Source `json:"datasource"`
	Expr         string `json:"expr"`
	LegendFormat string `json:"legendFormat"`
	Format       string `json:"format"`
	Instant      bool   `json:"instant"`
	Range        bool   `json:"range"`
	EditorMode   string `json:"editorMode"`
}

// FieldConfig states how values are shown.
type FieldConfig struct {
	Defaults  Field      `json:"defaults"`
	Overrides []Override `json:"overrides"`
}

// Field is how a value is shown.
type Field struct {
	Unit       string         `json:"unit"`
	Decimals   *int           `json:"decimals,omitempty"`
	Min        *float64       `json:"min,omitempty"`
	Max        *float64       `json:"max,omitempty"`
	NoValue    string         `json:"noValue,omitempty"`
	Color      map[string]any `json:"color"`
	Mappings   []Mapping      `json:"mappings"`
	Thresholds Thresholds     `json:"thresholds"`
	Custom     map[string]any `json:"custom,omitempty"`
}

// Mapping shows values as words.
type Mapping struct {
	Type    string                   `json:"type"`
	Options map[string]MappingResult `json:"options"`
}

// MappingResult is what a value is shown as.
type MappingResult struct {
	Text  string `json:"text"`
	Color string `json:"color"`
	Index int    `json:"index"`
}

// Thresholds say from which value on a colour holds; the first has no value.
type Thresholds struct {
	Mode  string      `json:"mode"`
	Steps []Threshold `json:"steps"`
}

// Threshold is one of them.
type Threshold struct {
	Color string   `json:"color"`
	Value *float64 `json:"value"`
}

// Override changes how some fields are shown.
type Override struct {
	Matcher    Matcher    `json:"matcher"`
	Properties []Property `json:"properties"`
}

// Matcher finds fields.
type Matcher struct {
	ID      string `json:"id"`
	Options any    `json:"options"`
}

// Property is one property of a field, by its path.
type Property struct {
	ID    string `json:"id"`
	Value any    `json:"value"`
}

// Transformation turns the answers to queries into what is shown.
type Transformation struct {
	ID      string         `json:"id"`
	Options map[string]any `json:"options"`
}
