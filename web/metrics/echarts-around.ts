/** What stands around a drawing, and what puts it on the page. */
import { GridComponent, TooltipComponent } from "echarts/components";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";

export const AROUND = [GridComponent, TooltipComponent, SVGRenderer, LabelLayout];
